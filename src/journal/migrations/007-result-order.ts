/** Finds the last result of an expectation, and the last on the rows of one as_of, however many there are. */
export function orderResults(schema: string): string {
  return `
alter table ${schema}.expectation_results
  add column written bigint generated always as identity;
drop index ${schema}.expectation_results_latest;
create index expectation_results_latest on ${schema}.expectation_results (id, written);
create index expectation_results_of_date on ${schema}.expectation_results (id, as_of, written);
comment on column ${schema}.expectation_results.written is
  'Later rows have greater ones, whatever the clocks say.';
`;
}
