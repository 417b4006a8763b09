import { withChange } from '../core/expectation/change.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import { expectationResultJson } from '../core/expectation/expectation-result-json.ts';
import { type Journal, table } from './journal.ts';
import { previousResults } from './previous-results.ts';

/**
 * Records what came of the expectations of a node, in one statement however many they are. Returns
 * the results with what has changed since the last earlier run.
 */
export async function recordExpectations(
  journal: Journal,
  runId: string,
  found: readonly ExpectationResult[],
  { checkedAt, isDated }: { readonly checkedAt: string; readonly isDated: boolean },
): Promise<readonly ExpectationResult[]> {
  if (found.length === 0) return [];
  const previous = await previousResults(journal, runId, found, { isDated });
  const results = found.map((each) => withChange(each, previous.get(each.id), checkedAt));
  const rows = results.map((result) => ({
    ...expectationResultJson(result),
    result: expectationResultJson(result),
  }));
  await journal.session.query({
    sql: `insert into ${table(journal, 'expectation_results')} (run_id, id, node_id, as_of,
  expectation, status, element_count, unexpected_count, observed_value, result, checked_at)
select $1, id, node, as_of, expectation, status, element_count, unexpected_count,
  nullif(observed_value, 'null'), result, $3::timestamptz
from jsonb_to_recordset($2) as result (id text, node text, as_of date, expectation text,
  status text, element_count bigint, unexpected_count bigint, observed_value jsonb, result jsonb)
on conflict (run_id, id, as_of) do update
set node_id = excluded.node_id, as_of = excluded.as_of, expectation = excluded.expectation,
  status = excluded.status, element_count = excluded.element_count,
  unexpected_count = excluded.unexpected_count, observed_value = excluded.observed_value,
  result = excluded.result, checked_at = excluded.checked_at`,
    values: [runId, JSON.stringify(rows), checkedAt],
  });
  return results;
}
