import { type Journal, table } from './journal.ts';
import { wasPublished } from './past-observations.ts';

export interface AdoptedResults {
  /** The schema of the journal that holds them. */
  readonly from: string;
  readonly nodeId: string;
  /** Of the expectations. */
  readonly ids: readonly string[];
  /** Only of earlier as_ofs, or only of this one. */
  readonly asOf: string;
  readonly isOfThisOnly: boolean;
}

/** Takes over what another journal says of expectations, as if this run had found it. */
export async function adoptResults(
  journal: Journal,
  runId: string,
  { from, nodeId, ids, asOf, isOfThisOnly }: AdoptedResults,
): Promise<void> {
  const columns = `id, node_id, as_of, expectation, status, element_count, unexpected_count,
  observed_value, result, checked_at`;
  const other = { schema: from };
  await journal.session.query({
    sql: `insert into ${table(journal, 'expectation_results')} (run_id, ${columns})
select $1, ${columns}
from ${table(other, 'expectation_results')} as recorded
where node_id = $2 and id = any ($3) and as_of ${isOfThisOnly ? '=' : '<'} $4
  and ${wasPublished(other)}
order by written
on conflict (run_id, id, as_of) do nothing`,
    values: [runId, nodeId, ids, asOf],
  });
}
