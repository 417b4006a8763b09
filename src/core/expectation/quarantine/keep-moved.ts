import type { Column } from '../../sql/column.ts';
import { columnList, dateLiteral, quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { type Relation, renderRelation } from '../../sql/relation.ts';
import type { Statement } from '../../sql/statement.ts';
import { FAILED, type IncomingRows, MOVED, type ReplacedRows } from './incoming-rows.ts';

/** The columns of a table of quarantined rows, with their types. */
export const QUARANTINE_COLUMNS = {
  id: 'bigint generated always as identity primary key',
  run_id: 'text not null',
  as_of: 'date',
  expectations: 'text[] not null',
  key: 'jsonb',
  key_published: 'boolean not null',
  row: 'jsonb not null',
  quarantined_at: 'timestamptz not null',
} as const;

/** Makes the table, unless it is there. */
export function createQuarantine(table: Relation, of: string): string {
  const columns = Object.entries(QUARANTINE_COLUMNS).map(([name, type]) => `  ${name} ${type}`);
  const about = `Rows that were kept out of ${of}. To put them back: mend "row", then run requeue.`;
  return `create table if not exists ${renderRelation(table)} (
${columns.join(',\n')}
);
comment on table ${renderRelation(table)} is ${quoteLiteral(about)}`;
}

/** Lets go of the rows of an as_of, or of those of some files among them. */
export function forgetHeld(
  table: Relation,
  replaces: Exclude<ReplacedRows, { readonly type: 'same-rows' }>,
  asOf: string | undefined,
): string {
  const ofAsOf = `delete from ${renderRelation(table)} as held\nwhere ${isOf(asOf, 'held')}`;
  if (replaces.type === 'as-of') return ofAsOf;
  const files = replaces.captures.map(
    (each) => `held.row @> ${quoteLiteral(JSON.stringify(each))}::jsonb`,
  );
  return `${ofAsOf}\n  and (${files.join(' or ')})`;
}

/** Lets go of the rows that those which come now stand for. */
export function forgetReplaced(
  table: Relation,
  { replaces, key, columns, table: incoming }: IncomingRows,
  asOf: string | undefined,
): string {
  if (replaces.type !== 'same-rows') return forgetHeld(table, replaces, asOf);
  const ofAsOf = `delete from ${renderRelation(table)} as held\nwhere ${isOf(asOf, 'held')}`;
  if (key.length === 0) {
    const row = rowAsJson(columns, 'moved');
    return `${ofAsOf}\n  and exists (select from ${MOVED} as moved where held.row = ${row})`;
  }
  const isAmong = (from: string) =>
    `exists (select from ${from} as batch where held.key = ${keyAsJson(key, 'batch')})`;
  return `${ofAsOf}\n  and (${isAmong(MOVED)} or ${isAmong(incoming)})`;
}

/** Keeps the rows that were moved, each with the ids of all that it fails. */
export function keepMoved(
  table: Relation,
  { key, columns, table: incoming }: IncomingRows,
  {
    ids,
    asOf,
    runId,
    quarantinedAt,
  }: {
    /** In the order of their ordinals. */
    readonly ids: readonly string[];
    readonly asOf: string | undefined;
    readonly runId: string;
    /** ISO 8601. */
    readonly quarantinedAt: string;
  },
): Statement {
  const keyed = key.length === 0 ? 'null' : keyAsJson(key, 'moved');
  const isPublished =
    key.length === 0
      ? 'false'
      : `exists (select from ${incoming} as batch where ${isSameKey(key, 'batch', 'moved')})`;
  const row = rowAsJson(columns, 'moved');
  return {
    sql: `insert into ${renderRelation(table)} (run_id, as_of, expectations, key, key_published, row, quarantined_at)
select $1, $2::date, array(select ($4::text[])[ordinal] from unnest(moved.${FAILED}) as ordinal order by ordinal),
  ${keyed}, ${isPublished}, ${row}, $3::timestamptz
from ${MOVED} as moved`,
    values: [runId, asOf ?? null, quarantinedAt, ids],
  };
}

/** A query for people that lists the rows which an expectation keeps out at an as_of. */
export function keptRowsSql(table: Relation, id: string, asOf: string | undefined): string {
  return `select id, key, row\nfrom ${renderRelation(table)}
where expectations @> array[${quoteLiteral(id)}]${asOf === undefined ? '' : ` and as_of = ${dateLiteral(asOf)}`}\norder by id`;
}

export function isOf(asOf: string | undefined, qualifier: string): string {
  return `${qualifier}.as_of ${asOf === undefined ? 'is null' : `= ${dateLiteral(asOf)}`}`;
}

/** The whole row, whatever its columns are named. */
function rowAsJson(columns: readonly Column[], qualifier: string): string {
  const names = columns.map((column) => column.name);
  return `(select to_jsonb(whole) from (select ${columnList(names, qualifier)}) as whole)`;
}

function isSameKey(key: readonly string[], left: string, right: string): string {
  return key
    .map((name) => `${left}.${quoteIdentifier(name)} = ${right}.${quoteIdentifier(name)}`)
    .join(' and ');
}

export function keyAsJson(key: readonly string[], qualifier: string): string {
  const pairs = key.map((name) => `${quoteLiteral(name)}, ${qualifier}.${quoteIdentifier(name)}`);
  return `jsonb_build_object(${pairs.join(', ')})`;
}
