/** What is wrong with a seed or its files. */
export const SEED_CODES = {
  'seed-file-unclaimed': 'a CSV file beside claimed ones belongs to no seed',
  'seed-file-claimed-twice': 'a CSV file belongs to two seeds',
  'seed-no-files': 'a declared seed has no file',
  'seed-file-empty': 'a CSV file has no header',
  'seed-file-encoding': 'a CSV file is not in an encoding that asof reads',
  'seed-file-changed': 'a CSV file changed while it was read, or is gone',
  'seed-file-gone': 'a CSV file whose rows are loaded is no longer there',
  'seed-header': 'the header of a CSV file differs from what is declared',
  'seed-as-of-column': 'a CSV file has a column named as_of',
  'seed-column-type': 'a column of a seed is declared with a type that PostgreSQL does not know',
  'seed-bad-row': 'rows of a CSV file cannot be loaded as they are',
  'seed-unique-key': 'rows of a CSV file have NULL or duplicate keys',
  'seed-foreign-key': 'rows of a CSV file refer to rows that are not there',
  'seed-too-many-rejects': 'more rows of a seed are rejected than max_rejects allows',
  'seed-table-changed': 'the table of a seed does not fit what the seed now is',
} as const;
