import type { Column } from '../../sql/column.ts';
import { columnList, quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { type Relation, renderRelation } from '../../sql/relation.ts';
import type { Statement } from '../../sql/statement.ts';
import { FAILED, MOVED } from './incoming-rows.ts';
import { isOf, keyAsJson } from './keep-moved.ts';

/** The quarantined rows that are tried, as they stand in the quarantine. */
export const HELD = 'pg_temp."asof held"';
/** Those of them that may go back, with the columns of the node. */
export const REQUEUED = 'pg_temp."asof requeued"';
/** Why the others stay. */
export const STAYING = 'pg_temp."asof staying"';
/** What a row is known by in the quarantine. */
export const HELD_ID = '"asof: id"';

/** Takes hold of the rows of an as_of: nobody else changes them meanwhile. */
export function holdRows(table: Relation, asOf: string | undefined): readonly string[] {
  const name = renderRelation(table);
  return [
    `select count(*) from (select from ${name} as held where ${isOf(asOf, 'held')} for update) as held`,
    `create temporary table "asof held" on commit drop as
select id, key, key_published, row from ${name} as held where ${isOf(asOf, 'held')}`,
    `create temporary table "asof staying" (id bigint not null, reason text not null) on commit drop`,
  ];
}

/** Makes the table of the rows that may go back. */
export function createRequeued(columns: readonly Column[]): string {
  const definitions = [
    `${HELD_ID} bigint`,
    ...columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`),
  ];
  return `create temporary table "asof requeued" (\n  ${definitions.join(',\n  ')}\n) on commit drop`;
}

/** Keeps the rows that do not name exactly the columns, which nothing can be read from. */
export function stayOtherwiseNamed(columns: readonly Column[], title: string): readonly string[] {
  const names = textArray(columns.map((column) => column.name));
  const whole = `jsonb_typeof(held.row) = 'object'`;
  return [
    stay(`select held.id, 'its "row" is no JSON object' from ${HELD} as held where not ${whole}`),
    stay(`select held.id, format('it lacks the column "%s"', lacking.name)
from ${HELD} as held, unnest(${names}) with ordinality as lacking (name, position)
where ${whole} and not held.row ? lacking.name
order by held.id, lacking.position`),
    stay(`select held.id, format(${quoteLiteral(`"%s" is no column of ${title.replaceAll('%', '%%')}`)}, given.name)
from ${HELD} as held, jsonb_object_keys(case when ${whole} then held.row else '{}' end) as given (name)
where given.name <> all (${names})
order by held.id, given.name`),
  ];
}

const IS_TRIED = `not exists (select from ${STAYING} as staying where staying.id = held.id)`;

/** Reads all rows at once: fails where one cell does not fit. */
export function readHeld(): string {
  return `insert into ${REQUEUED}
select requeued.*
from ${HELD} as held,
  jsonb_populate_record(null::${REQUEUED}, held.row || jsonb_build_object(${ID_KEY}, held.id)) as requeued
where ${IS_TRIED}
order by held.id`;
}

/** The same row by row: one that does not fit stays, with the cell and what PostgreSQL says of it. */
export function readHeldOneByOne(columns: readonly Column[], masked: readonly string[]): string {
  const types = columns.map(
    ({ name, type }) => `when ${quoteLiteral(name)} then ${quoteLiteral(type)}`,
  );
  const isMasked = `cell = any (${textArray(masked)})`;
  return `do $requeue$
declare
  candidate record;
  cell text;
begin
  for candidate in select * from ${HELD} as held where ${IS_TRIED} order by held.id loop
    begin
      insert into ${REQUEUED}
      select requeued.*
      from jsonb_populate_record(null::${REQUEUED}, candidate.row || jsonb_build_object(${ID_KEY}, candidate.id)) as requeued;
    exception when data_exception or integrity_constraint_violation then
      for cell in select jsonb_object_keys(candidate.row) loop
        begin
          perform jsonb_populate_record(null::${REQUEUED}, jsonb_build_object(cell, candidate.row -> cell));
        exception when data_exception or integrity_constraint_violation then
          insert into ${STAYING} values (candidate.id, format('"%s" is no %s', cell, case cell ${types.join(' ')} end)
            || case when ${isMasked} then '' else format(': %s', sqlerrm) end);
        end;
      end loop;
      -- what the cells do not say one by one
      insert into ${STAYING} select candidate.id, 'it does not fit the columns'
      where not exists (select from ${STAYING} as staying where staying.id = candidate.id);
    end;
  end loop;
end
$requeue$`;
}

/** Keeps the rows of which a cell would be read back as something else than it says. */
export function stayReadOtherwise(
  columns: readonly Column[],
  masked: readonly string[],
): readonly string[] {
  const names = columns.map((column) => column.name);
  if (names.length === 0) return [];
  const pairs = names.map(
    (name) => `(${quoteLiteral(name)}, to_jsonb(requeued.${quoteIdentifier(name)}))`,
  );
  const said = `held.row -> cell.name`;
  const isSame = `case when jsonb_typeof(cell.value) = 'number' then (held.row ->> cell.name)::numeric = (cell.value #>> '{}')::numeric
  else (held.row ->> cell.name) is not distinct from (cell.value #>> '{}') end`;
  return [
    stay(`select held.id, format('"%s" would be read as %s, which is not what it says', cell.name,
  case when cell.name = any (${textArray(masked)}) then 'something else' else cell.value::text end)
from ${REQUEUED} as requeued
join ${HELD} as held on held.id = requeued.${HELD_ID},
  lateral (values ${pairs.join(', ')}) as cell (name, value)
where ${said} is distinct from coalesce(cell.value, 'null') and not ${isSame}
order by held.id, cell.name`),
    letGoOfStaying(),
  ];
}

/** Keeps rows for a reason that a condition on `requeued`, and on `held`, finds. */
export function stayWhere(condition: string, reason: string): readonly string[] {
  return [
    stay(`select held.id, ${quoteLiteral(reason)}
from ${REQUEUED} as requeued
join ${HELD} as held on held.id = requeued.${HELD_ID}
where ${condition}
order by held.id`),
    letGoOfStaying(),
  ];
}

/** Keeps one row, or all that are given. */
export function stayBecause(ids: readonly string[], reason: string): Statement {
  return {
    sql: `insert into ${STAYING} select id, $2 from unnest($1::bigint[]) as id`,
    values: [ids, reason],
  };
}

export function letGoOfStaying(): string {
  return `delete from ${REQUEUED} as requeued using ${STAYING} as staying where staying.id = requeued.${HELD_ID}`;
}

/** Says of rows that still fail what they fail now, in the order of the ordinals of `ids`. */
export function renameFailed(table: Relation, ids: readonly string[]): Statement {
  return {
    sql: `update ${renderRelation(table)} as held
set expectations = array(select ($1::text[])[ordinal] from unnest(moved.${FAILED}) as ordinal order by ordinal)
from ${MOVED} as moved
where held.id = moved.${HELD_ID}`,
    values: [ids],
  };
}

/** Lets go of the rows that went back; of others with their keys says that these are published. */
export function forgetRequeued(
  table: Relation,
  { key, asOf }: { readonly key: readonly string[]; readonly asOf: string | undefined },
): readonly string[] {
  const name = renderRelation(table);
  return [
    `delete from ${name} as held using ${REQUEUED} as requeued where held.id = requeued.${HELD_ID}`,
    ...(key.length === 0
      ? []
      : [
          `update ${name} as held set key_published = true
where ${isOf(asOf, 'held')} and not held.key_published
  and exists (select from ${REQUEUED} as requeued where held.key = ${keyAsJson(key, 'requeued')})`,
        ]),
  ];
}

/** True of a row whose key is no longer that which it was quarantined with. */
export function hasOtherKey(key: readonly string[]): string {
  return `held.key is distinct from ${keyAsJson(key, 'requeued')}`;
}

/** The condition that a row has a NULL in its key. */
export function hasNullKey(key: readonly string[]): string {
  return key.map((name) => `requeued.${quoteIdentifier(name)} is null`).join(' or ');
}

/** The condition that another row that would go back has the same key. */
export function hasRepeatedKey(key: readonly string[]): string {
  const pairs = key.map(
    (name) => `other.${quoteIdentifier(name)} = requeued.${quoteIdentifier(name)}`,
  );
  return `exists (select from ${REQUEUED} as other
where ${pairs.join(' and ')} and other.${HELD_ID} <> requeued.${HELD_ID})`;
}

/** The condition that a relation has a row of the same key. */
export function hasLiveKey(key: readonly string[], from: string, among?: string): string {
  const pairs = key.map(
    (name) => `live.${quoteIdentifier(name)} = requeued.${quoteIdentifier(name)}`,
  );
  const rest = among === undefined ? '' : ` and ${among}`;
  return `exists (select from ${from} as live where ${pairs.join(' and ')}${rest})`;
}

/** The rows that go back, without what they are known by. */
export function requeuedSelect(columns: readonly Column[]): string {
  return `select ${columnList(columns.map((column) => column.name))} from ${REQUEUED}`;
}

const ID_KEY = `'${HELD_ID.slice(1, -1)}'`;

function stay(select: string): string {
  return `insert into ${STAYING}\n${select}`;
}

function textArray(names: readonly string[]): string {
  return `array[${names.map(quoteLiteral).join(', ')}]::text[]`;
}
