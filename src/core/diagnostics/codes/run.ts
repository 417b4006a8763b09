/** What stops a node from being built. */
export const RUN_CODES = {
  'as-of-missing': 'a node needs an as_of and the command gives none',
  'as-of-not-held': 'the inputs hold no rows of the as_of',
  'as-of-gap': 'the inputs hold an as_of between the watermark and the one asked for',
  'as-of-refused': 'an input stands at another as_of than the one being built',
  'as-of-superseded': 'a node stands at a later as_of, so an earlier one is not written',
  'node-not-built': 'a node is to be read that is not in the database yet',
  'model-unique-key': 'the rows of a model have NULL or duplicate keys',
  'model-empty': 'a model that must have rows has none',
  'model-columns-changed': 'the columns of a model differ from those of its table',
  'model-column-type': 'a column of a model is not of its declared type',
  'model-contract': 'the columns of a model are not those that its contract declares',
  'model-column-repeated': 'a model selects two columns of one name',
  'model-columns-unknown': 'the columns of an input are not known before it is built',
  'model-dependents': 'objects that depend on a table would be lost by rebuilding it',
  'model-relation-kind': 'the relation in the database is of another kind than the model',
  'snapshot-sealed': 'a sealed snapshot would get different content',
} as const;
