import { optionalText } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';

/** The newest as_of that any of the nodes holds: a watermark, a load or a snapshot. */
export async function newestAsOf(
  journal: Journal,
  nodeIds: readonly string[],
): Promise<string | undefined> {
  const { rows } = await journal.session.query({
    sql: `select max(as_of)::text as as_of
from (
  select as_of from ${table(journal, 'watermarks')} where node_id = any ($1)
  union all
  select as_of from ${table(journal, 'snapshots')} where node_id = any ($1) and status <> 'restated'
  union all
  select as_of from ${table(journal, 'seed_files')} where node_id = any ($1)
) as held`,
    values: [nodeIds],
  });
  return optionalText(rows[0] ?? {}, 'as_of');
}
