import { expect, test } from 'vitest';
import {
  replaceTable,
  type TableReplacement,
} from '../../../src/core/materialization/replace-table.ts';
import { columns, sqlOf } from './model-build.ts';

function replacement(change: Partial<TableReplacement> = {}): readonly string[] {
  return sqlOf(
    replaceTable({
      live: { schema: 'marts', name: 'orders' },
      aside: { schema: 'marts', name: 'orders__aside_r1' },
      liveColumns: columns('id integer', 'total numeric'),
      asideColumns: columns('id integer', 'total numeric'),
      key: [],
      hasDependents: false,
      renamings: [
        { type: 'constraint', from: 'orders_pkey_r1', to: 'orders_pkey' },
        { type: 'index', from: 'orders_total_idx_r1', to: 'orders_total_idx' },
      ],
      definitions: [],
      ...change,
    }),
  );
}

const RENAMES = [
  'alter table "marts"."orders__aside_r1" rename to "orders"',
  'alter table "marts"."orders" rename constraint "orders_pkey_r1" to "orders_pkey"',
  'alter index "marts"."orders_total_idx_r1" rename to "orders_total_idx"',
];

test('where there is no table yet, the one aside takes the name', () => {
  expect(replacement({ liveColumns: undefined })).toEqual(RENAMES);
});

test('a table on which nothing hangs is dropped for the new one, without cascade', () => {
  expect(replacement()).toEqual(['drop table "marts"."orders"', ...RENAMES]);
});

test('a table on which something hangs stays, and takes over all rows where it has no key', () => {
  expect(replacement({ hasDependents: true })).toEqual([
    'delete from "marts"."orders"',
    'insert into "marts"."orders" ("id", "total")\nselect "id", "total" from "marts"."orders__aside_r1"',
    'drop table "marts"."orders__aside_r1"',
  ]);
});

test('with a key only the difference is written', () => {
  expect(replacement({ hasDependents: true, key: ['id'] })).toEqual([
    `with changed as materialized (
  select batch."id", batch."total", live."id" is null as "asof: is new"
  from "marts"."orders__aside_r1" as batch
  left join "marts"."orders" as live on live."id" = batch."id"
  where live."id" is null
    or (batch."total") is distinct from (live."total")
), written as (
  insert into "marts"."orders" ("id", "total")
  select "id", "total" from changed
  on conflict ("id") do update set "total" = excluded."total"
), counts as (
  select count(*) filter (where "asof: is new") as inserted, count(*) as written,
    (select count(*) from "marts"."orders__aside_r1") as batch
  from changed
)
select inserted, written - inserted as updated, batch - written as unchanged
from counts`,
    `delete from "marts"."orders" as live
where not exists (select from "marts"."orders__aside_r1" as batch where live."id" = batch."id")`,
    'drop table "marts"."orders__aside_r1"',
  ]);
});

test('a table that stays is brought to the new columns first', () => {
  expect(
    replacement({
      hasDependents: true,
      liveColumns: columns('id integer', 'old text', 'total integer'),
      asideColumns: columns('id integer', 'total numeric', 'region text'),
    })[0],
  ).toBe(`alter table "marts"."orders"
  add column "region" text,
  drop column "old",
  alter column "total" type numeric using "total"::numeric`);
});

test('the order of the columns is no change', () => {
  const sql = replacement({
    hasDependents: true,
    liveColumns: columns('total numeric', 'id integer'),
  });
  expect(sql[0]).toBe('delete from "marts"."orders"');
});

test('nothing is ever dropped by cascade', () => {
  for (const hasDependents of [true, false]) {
    for (const key of [[], ['id']]) {
      expect(replacement({ hasDependents, key }).join('\n')).not.toMatch(/cascade/i);
    }
  }
});

test('a table that stays gets the constraints and indexes it lacks, once it has its rows', () => {
  const definitions = ['alter table "marts"."orders"\n  alter column "total" set not null'];
  expect(replacement({ definitions })).toEqual(replacement());
  expect(replacement({ definitions, hasDependents: true }).slice(2)).toEqual([
    ...definitions,
    'drop table "marts"."orders__aside_r1"',
  ]);
});
