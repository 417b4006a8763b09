/** What the journal says against a run. */
export const JOURNAL_CODES = {
  'journal-newer': 'the journal was written by a newer asof',
  'run-waiting': 'another run is building another as_of in this target',
  'run-overtaken': 'the inputs of a replay changed while it was under way',
  'run-lost': 'another run has taken this one for dead',
} as const;
