/** What is wrong with the nodes and the edges between them. */
export const GRAPH_CODES = {
  'ref-not-found': 'ref() names a model or seed that does not exist',
  'ref-as-of': 'ref() asks for rows of as_ofs that the model must not see',
  'model-mixes-live-and-frozen': 'a model reads what is live and what is frozen side by side',
  'ref-disabled': 'ref() names a node that is disabled',
  'source-not-found': 'source() names a source that is not declared',
  'graph-cycle': 'nodes depend on each other',
  'node-duplicate': 'two nodes have the same name',
  'relation-duplicate': 'two nodes would be the same relation in the database',
  'macro-duplicate': 'two macros have the same name',
  'macro-test': 'a test of macros/ is not written as a test has to be',
  'model-not-one-select': 'a model is not one select',
} as const;
