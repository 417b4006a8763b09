import type { PreviousResult } from '../core/expectation/change.ts';
import {
  EXPECTATION_STATUSES,
  type ExpectationResult,
} from '../core/expectation/expectation-result.ts';
import { number, oneOf, optionalText, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';
import { isoTime } from './runs.ts';

/**
 * What the last earlier run found that checked the same expectation of the same node, by its id: of a
 * dated node, on the rows of the same as_of. One statement, however many they are.
 */
export async function previousResults(
  journal: Journal,
  runId: string,
  results: readonly ExpectationResult[],
  { isDated }: { readonly isDated: boolean },
): Promise<ReadonlyMap<string, PreviousResult>> {
  const { rows } = await journal.session.query({
    sql: `select asked.id, earlier.status, earlier.since, earlier.failures
from unnest($2::text[], $3::text[], $4::date[]) as asked (id, node_id, as_of)
cross join lateral (
  select status, coalesce(result ->> 'since', ${isoTime('checked_at')}) as since,
    coalesce((result ->> 'consecutive_failures')::integer, 1) as failures
  from ${table(journal, 'expectation_results')} as recorded
  where recorded.id = asked.id and recorded.node_id = asked.node_id and recorded.run_id <> $1
    ${isDated ? 'and recorded.as_of = asked.as_of' : ''}
  order by written desc
  limit 1
) as earlier`,
    isRepeated: true,
    values: [
      runId,
      results.map(({ id }) => id),
      results.map(({ node }) => node),
      results.map(({ asOf }) => asOf ?? null),
    ],
  });
  return new Map(
    rows.map((row) => {
      const status = oneOf(row, 'status', EXPECTATION_STATUSES);
      const since = status === 'pass' ? undefined : optionalText(row, 'since');
      const consecutiveFailures = status === 'pass' ? 0 : number(row, 'failures');
      return [text(row, 'id'), { status, since, consecutiveFailures }];
    }),
  );
}
