import { expect, test } from 'vitest';
import { stepsOf } from '../../../src/core/materialization/steps.ts';
import { type BuildChange, columns, existingTable, modelBuild, told } from './model-build.ts';

function upsert({ config, ...change }: BuildChange = {}) {
  return told(
    stepsOf(
      modelBuild({ ...change, config: { materialized: 'upsert', uniqueKey: ['id'], ...config } }),
    ),
  );
}

const BATCH = [
  [
    'execute',
    `create temporary table "asof batch" on commit drop as
select "id"::integer as "id", "total"::numeric(10,2) as "total"
from (
select id, total from raw
) as model`,
  ],
  ['check-empty error', 'select not exists (select from pg_temp."asof batch") as is_empty'],
  ['execute', 'analyze pg_temp."asof batch"'],
  [
    'refuse-keys id',
    `select "id", count(*) as row_count
from pg_temp."asof batch"
group by "id"
having count(*) > 1 or "id" is null
order by "id"::text collate "C" nulls first
limit 20`,
  ],
];

const WRITE = [
  'count',
  `with changed as materialized (
  select batch."id", batch."total", live."id" is null as "asof: is new"
  from pg_temp."asof batch" as batch
  left join "marts"."orders" as live on live."id" = batch."id"
  where live."id" is null
    or (batch."total") is distinct from (live."total")
), written as (
  insert into "marts"."orders" ("id", "total")
  select "id", "total" from changed
  on conflict ("id") do update set "total" = excluded."total"
), counts as (
  select count(*) filter (where "asof: is new") as inserted, count(*) as written,
    (select count(*) from pg_temp."asof batch") as batch
  from changed
)
select inserted, written - inserted as updated, batch - written as unchanged
  , (select count(*) from "marts"."orders") - (batch - inserted) as missing
from counts`,
];

test('a first build makes the table, empty, and writes into it as every other build does', () => {
  expect(upsert({ onEmpty: 'error' })).toEqual([
    ...BATCH,
    [
      'execute',
      `create table "marts"."orders" (
  "id" integer not null,
  "total" numeric(10,2),
  constraint "orders_pkey" primary key ("id")
)`,
    ],
    WRITE,
    ['gate marts.orders'],
  ]);
});

const STANDING = existingTable(['id integer', 'total numeric(10,2)'], {
  constraintNames: ['orders_pkey'],
});

test('a table that is as it should be takes no lock but that of its rows', () => {
  expect(upsert({ onEmpty: 'error', existing: STANDING })).toEqual([
    ...BATCH,
    WRITE,
    ['gate marts.orders'],
  ]);
});

test('keys that the batch no longer has are deleted where that is asked for', () => {
  const steps = upsert({ existing: STANDING, config: { onMissing: 'delete' } });
  expect(steps.slice(-2)).toEqual([
    [
      'execute deleted',
      `delete from "marts"."orders" as live
where not exists (select from pg_temp."asof batch" as batch where live."id" = batch."id")`,
    ],
    ['gate marts.orders'],
  ]);
});

const FLAGGED = existingTable(['id integer', 'total numeric(10,2)', 'missing_since date'], {
  constraintNames: ['orders_pkey'],
});

test('flagged keys say since when they are missing, and lose the flag when they come back', () => {
  const steps = upsert({ existing: FLAGGED, config: { onMissing: 'flag' } });
  const [, write = ''] = steps.at(-3) ?? [];
  expect(write.split('\n').slice(4, 11)).toEqual([
    '  where live."id" is null',
    '    or (batch."total") is distinct from (live."total")',
    '    or live."missing_since" is not null',
    '), written as (',
    '  insert into "marts"."orders" ("id", "total")',
    '  select "id", "total" from changed',
    '  on conflict ("id") do update set "total" = excluded."total", "missing_since" = null',
  ]);
  expect(steps.at(-2)).toEqual([
    'execute',
    `update "marts"."orders" as live set "missing_since" = date '2024-01-31'
where live."missing_since" is null
  and not exists (select from pg_temp."asof batch" as batch where live."id" = batch."id")`,
  ]);
});

test('a flag of an upsert without an as_of is the day of the build', () => {
  const steps = upsert({ existing: FLAGGED, config: { onMissing: 'flag' }, asOf: undefined });
  expect(steps.at(-2)?.[1]?.split('\n')[0]).toBe(
    'update "marts"."orders" as live set "missing_since" = current_date',
  );
});

test('the column of the flag is made with the table, or added to it', () => {
  const [, create] = upsert({ config: { onMissing: 'flag' } })[4] ?? [];
  expect(create).toBe(`create table "marts"."orders" (
  "id" integer not null,
  "total" numeric(10,2),
  "missing_since" date,
  constraint "orders_pkey" primary key ("id")
)`);
  expect(upsert({ config: { onMissing: 'flag' }, existing: STANDING })[4]).toEqual([
    'publish',
    'alter table "marts"."orders"\n  add column "missing_since" date',
  ]);
});

test('new columns are added by themselves, with constraints and indexes that are new', () => {
  const steps = upsert({
    existing: existingTable(['id integer'], { constraintNames: ['orders_pkey'] }),
    config: {
      constraints: [{ type: 'check', name: 'not_negative', expression: 'total >= 0' }],
      indexes: [
        { columns: ['total'], unique: false, type: undefined, include: [], where: undefined },
        { columns: ['id'], unique: true, type: undefined, include: [], where: 'total > 0' },
      ],
    },
  });
  expect(steps[4]).toEqual([
    'publish',
    `alter table "marts"."orders"
  add column "total" numeric(10,2),
  add constraint "not_negative" check (total >= 0)`,
    'create index if not exists "orders_total_idx" on "marts"."orders" ("total")',
    'create unique index if not exists "orders_id_idx_207b3d40" on "marts"."orders" ("id") where (total > 0)',
  ]);
});

test('an index of a new table is made with it', () => {
  const steps = upsert({
    config: {
      unlogged: true,
      indexes: [{ columns: ['total'], unique: false, type: 'brin', include: [], where: undefined }],
    },
  });
  expect(steps[4]?.[1]?.split('\n')[0]).toBe('create unlogged table "marts"."orders" (');
  expect(steps[5]?.[1]).toBe(
    'create index "orders_total_idx_cbab2b69" on "marts"."orders" using brin ("total")',
  );
});

test('a table of keys alone inserts what is new and has nothing to update', () => {
  const steps = upsert({ columns: columns('id integer'), existing: existingTable(['id integer']) });
  const write = steps.find(([kind]) => kind === 'count')?.[1] ?? '';
  expect(write.split('\n').slice(3, 9)).toEqual([
    '  left join "marts"."orders" as live on live."id" = batch."id"',
    '  where live."id" is null',
    '), written as (',
    '  insert into "marts"."orders" ("id")',
    '  select "id" from changed',
    '  on conflict ("id") do nothing',
  ]);
});

test('a new column that is ignored is neither added nor written', () => {
  const steps = upsert({
    existing: existingTable(['id integer'], { constraintNames: ['orders_pkey'] }),
    config: { onSchemaChange: 'ignore' },
  });
  expect(steps.some(([kind]) => kind === 'publish')).toBe(false);
  const write = steps.find(([kind]) => kind === 'count')?.[1] ?? '';
  expect(write).toContain('insert into "marts"."orders" ("id")\n');
});

test('a column that must not be NULL from now on is held to it when the rows are written', () => {
  const steps = upsert({
    existing: STANDING,
    config: { constraints: [{ type: 'not_null', columns: ['total'] }] },
  });
  expect(steps.at(-2)).toEqual([
    'publish',
    'alter table "marts"."orders"\n  alter column "total" set not null',
  ]);
});
