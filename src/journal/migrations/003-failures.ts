/** The schema of the rows that did not pass a gate; its tables come with the first failure. */
export function createFailures(failures: string): string {
  return `
create schema if not exists ${failures};
comment on schema ${failures} is
  'Rows that were not published because an expectation did not hold: a table for each expectation.';
`;
}
