import { type ComparedRows, renderRows } from '../../core/comparison/compared-rows.ts';
import { bug } from '../../core/diagnostics/bug.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { refusedKeys } from '../../core/materialization/select-as.ts';
import { asOfColumnOf, rowsCondition } from '../../core/plan/rows-condition.ts';
import { partitionOf } from '../../core/sql/as-of-partition.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import { readRelations } from '../../postgres/catalog.ts';
import { boolean, number, text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { type Side, type SideRequest, sideTitle } from './side.ts';

/** How many as_ofs are listed, and how many keys. */
const MAX_LISTED_AS_OFS = 12;
const MAX_LISTED_KEYS = 5;

/** What the database knows of a side; ends the command where it has none, or not the as_of. */
export async function readSide(session: Session, request: SideRequest): Promise<Side> {
  const { relation, node, asOf } = request;
  const partition = asOf === undefined ? undefined : partitionOf(relation, asOf);
  const found = await readRelations(session, [relation, ...(partition ? [partition] : [])]);
  const catalog = found.get(formatRelation(relation));
  if (catalog === undefined) {
    const where = `in target "${request.target}"`;
    return node === undefined
      ? fail('node-not-built', `there is no relation "${request.name}" ${where}`, {
          location: request.location,
          hint: request.suggestion ?? 'name a node, or a relation as schema.table',
        })
      : fail('node-not-built', `"${node.name}" is not built ${where} yet`, {
          location: request.location,
          hint: `build it first: ${node.kind === 'seed' ? 'run seed' : 'run build'} --select ${node.name}`,
        });
  }
  const side = { request, catalog };
  // one that holds no row of an as_of may hold that as_of all the same
  const isPartition = partition && found.get(formatRelation(partition))?.isPartition === true;
  if (isPartition !== true) await demandAsOf(session, side);
  return side;
}

/** The rows that a side is about. */
export function rowsOf({ relation, node, asOf }: SideRequest): ComparedRows {
  // without an as_of all of them, of a history every version
  const isOfOne = asOf !== undefined && node !== undefined;
  return { relation, condition: isOfOne ? rowsCondition(node, asOf) : undefined };
}

async function demandAsOf(session: Session, { request }: Side): Promise<void> {
  const { asOf, node, relation } = request;
  if (asOf === undefined || node === undefined) return;
  const held = await session.query(
    `select exists (select from ${renderRows(rowsOf(request))} as side) as is_held`,
  );
  if (boolean(held.rows[0] ?? {}, 'is_held')) return;
  const column = quoteIdentifier(asOfColumnOf(node));
  const { rows } = await session.query(
    `select distinct ${column} as as_of, ${column}::text as name
from ${renderRelation(relation)}
where ${column} is not null
order by 1 desc
limit ${MAX_LISTED_AS_OFS + 1}`,
  );
  const names = rows.map((row) => text(row, 'name'));
  const listed = names.slice(0, MAX_LISTED_AS_OFS).reverse();
  const earlier = names.length > listed.length ? 'earlier ones, ' : '';
  fail('as-of-not-held', `"${request.name}" holds no rows of ${asOf}`, {
    location: request.asOfLocation,
    hint:
      listed.length === 0
        ? 'it is empty: build it first'
        : `it holds ${earlier}${listed.join(', ')}`,
  });
}

/** Refuses NULL and repeated keys: nothing could be said of rows that cannot be told apart. */
export async function demandUniqueKey(
  session: Session,
  side: Side,
  key: readonly string[],
): Promise<void> {
  const { request, catalog } = side;
  const rows = rowsOf(request);
  const { node, asOf } = request;
  const asOfColumn = node === undefined || asOf === undefined ? undefined : asOfColumnOf(node);
  const unique = new Set(catalog.primaryKey.filter((name) => name !== asOfColumn));
  const named = new Set(key);
  // a primary key has vouched for it
  if (unique.size > 0 && unique.size === named.size && key.every((name) => unique.has(name)))
    return;
  const found = await session.query(refusedKeys(`${renderRows(rows)} as side`, key));
  if (found.rows.length === 0) return;
  const isNull = (row: Readonly<Record<string, unknown>>) => key.some((name) => row[name] === null);
  const what = [
    ...(found.rows.some(isNull) ? ['NULL'] : []),
    ...(found.rows.every(isNull) ? [] : ['repeated']),
  ].join(' and ');
  fail(
    'diff-unique-key',
    `${sideTitle(request)} has ${what} keys, so its rows cannot be compared`,
    {
      location: request.location,
      notes: found.rows.slice(0, MAX_LISTED_KEYS).map((row) => ({
        message: `(${key.join(', ')}) = (${key.map((name) => String(row[name] ?? 'NULL')).join(', ')}) stands on ${rowsText(number(row, 'row_count'))}`,
        location: undefined,
      })),
      hint: 'name columns that tell the rows apart: --key a,b',
    },
  );
}

/** Where a side is: two sides of one place can be joined there. */
export interface Place {
  readonly name: string;
  readonly encoding: string;
}

export async function readPlace(session: Session): Promise<Place> {
  const { rows } =
    await session.query(`select pg_catalog.pg_postmaster_start_time()::text as started_at,
  (select oid::text from pg_catalog.pg_database where datname = current_database()) as database,
  current_user::text as role,
  pg_catalog.current_setting('server_encoding') as encoding`);
  const row = rows[0] ?? bug('a server knows where it is');
  // a copy of a server has its identifier, but was not started in the same microsecond; and what
  // another role may read, this one may not
  const name = ['started_at', 'database', 'role'].map((each) => text(row, each)).join(' ');
  return { name, encoding: text(row, 'encoding') };
}

function rowsText(count: number): string {
  return `${count} ${count === 1 ? 'row' : 'rows'}`;
}
