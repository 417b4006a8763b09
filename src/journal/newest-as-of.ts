import { optionalText } from '../postgres/row.ts';
import { type Journal, table } from './journal.ts';

/**
 * The newest as_of at which the nodes can be read together: where a live one stands, if any is live,
 * else the newest that is loaded or frozen.
 */
export async function newestAsOf(
  journal: Journal,
  nodeIds: readonly string[],
): Promise<string | undefined> {
  const { rows } = await journal.session.query({
    sql: `select coalesce(
  (select min(as_of) from ${table(journal, 'watermarks')} where node_id = any ($1)),
  greatest(
    (select max(as_of) from ${table(journal, 'snapshots')}
      where node_id = any ($1) and status in ('sealed', 'unsealed')),
    (select max(as_of) from ${table(journal, 'seed_files')} where node_id = any ($1))
  )
)::text as as_of`,
    values: [nodeIds],
  });
  return optionalText(rows[0] ?? {}, 'as_of');
}
