/** What is wrong with a seed or its files. */
export const SEED_CODES = {
  'seed-file-unclaimed': 'a CSV file beside claimed ones belongs to no seed',
  'seed-file-claimed-twice': 'a CSV file belongs to two seeds',
  'seed-no-files': 'a declared seed has no file',
  'seed-file-empty': 'a CSV file has no header',
  'seed-header': 'the header of a CSV file differs from what is declared',
  'seed-bad-row': 'rows of a CSV file cannot be loaded as they are',
  'seed-file-changed': 'a CSV file changed while it was read',
  'seed-as-of-column': 'a CSV file has a column named as_of',
} as const;
