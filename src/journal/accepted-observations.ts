import type { Json } from '../core/diagnostics/json.ts';
import { readExactJson } from '../core/expectation/facts/read-exact-json.ts';
import { text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';
import { wasPublished } from './past-observations.ts';

/**
 * What these expectations of a node observed when they last held or only warned, on what was
 * published, in an earlier run: by id. One statement.
 */
export async function acceptedObservations(
  journal: Journal,
  { nodeId, runId }: { readonly nodeId: string; readonly runId: string },
  asked: readonly { readonly id: string; readonly expectation: string }[],
): Promise<ReadonlyMap<string, Json>> {
  if (asked.length === 0) return new Map();
  const { rows } = await journal.session.query({
    sql: `select asked.id, last.observed
from unnest($1::text[], $2::text[]) as asked (id, expectation)
cross join lateral (
  select recorded.observed_value::text as observed
  from ${table(journal, 'expectation_results')} as recorded
  where recorded.id = asked.id and recorded.node_id = $3 and recorded.run_id <> $4
    and recorded.expectation = asked.expectation and recorded.status in ('pass', 'warn')
    and recorded.observed_value is not null
    and ${wasPublished(journal)}
  order by recorded.written desc
  limit 1
) as last`,
    isRepeated: true,
    values: [asked.map(({ id }) => id), asked.map(({ expectation }) => expectation), nodeId, runId],
  });
  return new Map(rows.map((row) => [text(row, 'id'), readExactJson(text(row, 'observed'))]));
}
