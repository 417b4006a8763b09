/** What is wrong with an expectation as declared, or what it found. */
export const EXPECTATION_CODES = {
  'expectation-unknown-check': 'an expectation names a check that does not exist',
  'expectation-argument': 'a check is given arguments that it does not take',
  'expectation-sql':
    'a condition in SQL leaves a quote, a comment or a bracket open, or ends early',
  'expectation-condition': 'a row_condition of Great Expectations is not one that asof understands',
  'expectation-parameter': 'a $PARAMETER of Great Expectations cannot be computed',
  'suite-file': 'a file is no suite of Great Expectations',
  'suite-expectation': 'an expectation of a suite of Great Expectations is not translated',
  'expectation-unknown-node': 'an expectation is about a model, seed or source that does not exist',
  'expectation-duplicate': 'two expectations would have the same id',
  'expectation-quarantine': 'rows are to be moved out of something that holds none of its own',
  'expectation-failed': 'rows do not meet an expectation',
  'expectation-error': 'an expectation cannot be checked',
} as const;
