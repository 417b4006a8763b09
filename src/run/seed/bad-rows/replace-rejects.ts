import { pipeline } from 'node:stream/promises';
import { columnList } from '../../../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../../../core/sql/relation.ts';
import { shortenName } from '../../../core/sql/shorten-name.ts';
import { readRelations } from '../../../postgres/catalog.ts';
import type { Session } from '../../../postgres/session.ts';
import type { SeedUnit } from '../seed-unit.ts';
import { REJECT_COLUMNS, type RejectSpool } from './reject-spool.ts';

/** The table of the rows that a seed's files have and its table has not. */
export function rejectsTable({ schema, name }: Relation): Relation {
  return { schema, name: shortenName(`${name}__rejects`) };
}

/** Puts the rows that were set aside now in the place of those of the unit that were before. */
export async function replaceRejects(
  session: Session,
  { node, asOf, files }: SeedUnit,
  rejects: RejectSpool,
  { runId, loadedAt }: { readonly runId: string; readonly loadedAt: string },
): Promise<void> {
  const table = rejectsTable(node.relation);
  const name = renderRelation(table);
  const held = await readRelations(session, [table]);
  const exists = held.has(formatRelation(table));
  if (!exists && rejects.count() === 0) return;
  await session.query(`create table if not exists ${name} (
  as_of date,
  file text not null,
  line bigint not null,
  column_name text,
  value text,
  reason text not null,
  raw text not null,
  run_id text not null,
  loaded_at timestamptz not null
)`);
  await session.query({
    sql: `delete from ${name} where as_of = $1::date or file = any ($2::text[])`,
    values: [asOf ?? null, files.map((file) => file.path)],
  });
  if (rejects.count() === 0) return;
  const columns = columnList(REJECT_COLUMNS);
  await session.query(
    `create temporary table "asof rejects" on commit drop as select ${columns} from ${name} with no data`,
  );
  const { stream, finished } = await session.copyFrom(
    `copy pg_temp."asof rejects" (${columns}) from stdin (format csv)`,
  );
  finished.catch(() => {});
  await pipeline(rejects.read(), stream);
  await finished;
  await session.query({
    sql: `insert into ${name} (as_of, ${columns}, run_id, loaded_at)
select $1::date, ${columns}, $2, $3::timestamptz from pg_temp."asof rejects"`,
    values: [asOf ?? null, runId, loadedAt],
  });
  await session.query('drop table pg_temp."asof rejects"');
}
