/** Finds the last result of an expectation on the rows of one as_of, however many others there are. */
export function indexResultsOfDate(schema: string): string {
  return `
create index expectation_results_of_date on ${schema}.expectation_results (id, as_of, checked_at);
`;
}
