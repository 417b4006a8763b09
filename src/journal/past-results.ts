import {
  EXPECTATION_STATUSES,
  type ExpectationResult,
} from '../core/expectation/expectation-result.ts';
import type { PastResult } from '../core/expectation/past-result.ts';
import { oneOf, optionalNumber, optionalText, records, text } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';
import { isoTime } from './runs.ts';

/** A longer text is no value that a curve could show. */
const MAX_OBSERVED = 40;

/** The last results of each expectation, these among them, oldest first, by its id. One statement. */
export async function pastResults(
  journal: Journal,
  results: readonly ExpectationResult[],
  { limit }: { readonly limit: number },
): Promise<ReadonlyMap<string, readonly PastResult[]>> {
  if (results.length === 0) return new Map();
  const asked = [...new Map(results.map((each) => [each.id, each])).values()];
  const { rows } = await journal.session.query({
    sql: `select asked.id, (
  select coalesce(json_agg(latest order by written), '[]')
  from (
    select written, status, as_of, result -> 'unexpected_percent' as percent,
      case when jsonb_typeof(observed_value) in ('number', 'string')
        and length(observed_value #>> '{}') <= ${MAX_OBSERVED} then observed_value #>> '{}' end
        as observed,
      ${isoTime('checked_at')} as checked_at
    from ${table(journal, 'expectation_results')} as recorded
    where recorded.id = asked.id and recorded.node_id = asked.node_id
    order by recorded.written desc
    limit $3
  ) as latest
) as results
from unnest($1::text[], $2::text[]) as asked (id, node_id)`,
    values: [asked.map(({ id }) => id), asked.map(({ node }) => node), limit],
  });
  return new Map(
    rows.map((row) => [
      text(row, 'id'),
      records(row, 'results').map((each) => ({
        asOf: optionalText(each, 'as_of'),
        status: oneOf(each, 'status', EXPECTATION_STATUSES),
        unexpectedPercent: optionalNumber(each, 'percent'),
        observed: optionalText(each, 'observed'),
        checkedAt: text(each, 'checked_at'),
      })),
    ]),
  );
}
