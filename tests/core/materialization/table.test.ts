import { expect, test } from 'vitest';
import { stepsOf } from '../../../src/core/materialization/steps.ts';
import { kindsOf, modelBuild, told } from './model-build.ts';

test('a table is built aside, checked there, and takes its place at the end', () => {
  expect(told(stepsOf(modelBuild({ onEmpty: 'warn' })))).toEqual([
    [
      'execute inserted',
      `create table "marts"."orders__aside_r1" as
select "id"::integer as "id", "total"::numeric(10,2) as "total"
from (
select id, total from raw
) as model`,
    ],
    ['check-empty warn', 'select not exists (select from "marts"."orders__aside_r1") as is_empty'],
    ['execute', 'analyze "marts"."orders__aside_r1"'],
    ['gate marts.orders__aside_r1'],
    ['replace-table marts.orders__aside_r1 key ()'],
  ]);
});

test('the place of an error in the select is known', () => {
  const [first] = stepsOf(modelBuild());
  const statement = first?.type === 'execute' ? first.statement : undefined;
  expect(statement?.sql.slice(statement.origin?.offset)).toBe(
    'select id, total from raw\n) as model',
  );
});

test('a key is made aside, and says by itself where it cannot be; its columns take no NULL', () => {
  const steps = told(stepsOf(modelBuild({ config: { uniqueKey: ['id', 'total'] } })));
  expect(steps.slice(2, 3)).toEqual([
    [
      'add-key id, total',
      `alter table "marts"."orders__aside_r1"
  alter column "id" set not null,
  alter column "total" set not null,
  add constraint "orders_pkey_r1" primary key ("id", "total")`,
      `select "id", "total", count(*) as row_count
from "marts"."orders__aside_r1"
group by "id", "total"
having count(*) > 1 or "id" is null or "total" is null
order by "id"::text collate "C" nulls first, "total"::text collate "C" nulls first
limit 20`,
    ],
  ]);
  expect(steps.at(-1)).toEqual([
    'replace-table marts.orders__aside_r1 key (id, total)',
    'constraint orders_pkey_r1 → orders_pkey',
  ]);
});

test('constraints and indexes are made aside, under names that they give up with their place', () => {
  const location = { file: 'models/m.yml', line: 1, column: 1, length: 1 };
  const build = modelBuild({
    config: {
      constraints: [
        { type: 'not_null', columns: ['total'] },
        { type: 'unique', name: 'one_total', columns: ['total'] },
        { type: 'check', name: 'not_negative', expression: 'total >= 0' },
        {
          type: 'foreign_key',
          name: undefined,
          columns: ['id'],
          to: 'users',
          toColumns: [],
          location,
        },
      ],
      indexes: [
        { columns: ['total'], unique: false, type: undefined, include: [], where: undefined },
      ],
    },
    referred: { users: { schema: 'raw', name: 'users' } },
  });
  expect(told(stepsOf(build)).slice(2)).toEqual([
    [
      'execute',
      `alter table "marts"."orders__aside_r1"
  alter column "total" set not null,
  add constraint "one_total_r1" unique ("total"),
  add constraint "not_negative_r1" check (total >= 0),
  add constraint "orders_id_fkey_r1" foreign key ("id") references "raw"."users"`,
    ],
    ['execute', 'create index "orders_total_idx_r1" on "marts"."orders__aside_r1" ("total")'],
    ['execute', 'analyze "marts"."orders__aside_r1"'],
    ['gate marts.orders__aside_r1'],
    [
      'replace-table marts.orders__aside_r1 key ()',
      'constraint one_total_r1 → one_total',
      'constraint not_negative_r1 → not_negative',
      'constraint orders_id_fkey_r1 → orders_id_fkey',
      'index orders_total_idx_r1 → orders_total_idx',
    ],
  ]);
});

test('a table may be unlogged', () => {
  const [create] = told(stepsOf(modelBuild({ config: { unlogged: true } })));
  expect(create?.[1]?.split('\n')[0]).toBe('create unlogged table "marts"."orders__aside_r1" as');
});

test('names with quotes in them stay names', () => {
  const build = modelBuild({
    relation: { schema: 'my "marts"', name: 'or"ders' },
    columns: [{ name: 'a"b', type: 'text' }],
    config: { uniqueKey: ['a"b'] },
  });
  expect(told(stepsOf(build))[0]?.[1]).toBe(
    `create table "my ""marts"""."or""ders__aside_r1" as
select "a""b"::text as "a""b"
from (
select id, total from raw
) as model`,
  );
});

test('an incremental model that is built for the first time is such a table', () => {
  const config = { materialized: 'incremental', uniqueKey: ['id'] } as const;
  expect(
    kindsOf(stepsOf(modelBuild({ config: { ...config, incrementalStrategy: 'upsert' } }))),
  ).toEqual(kindsOf(stepsOf(modelBuild({ config: { uniqueKey: ['id'] } }))));
});
