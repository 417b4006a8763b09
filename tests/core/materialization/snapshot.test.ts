import { expect, test } from 'vitest';
import { stepsOf } from '../../../src/core/materialization/steps.ts';
import { type BuildChange, columns, existingTable, modelBuild, told } from './model-build.ts';

function snapshot({ config, ...change }: BuildChange = {}) {
  return told(
    stepsOf(
      modelBuild({ ...change, config: { materialized: 'snapshot', uniqueKey: ['id'], ...config } }),
    ),
  );
}

const ASIDE = [
  [
    'execute',
    `create table "marts"."orders__aside_r1" as
select "id"::integer as "id", "total"::numeric(10,2) as "total", date '2024-01-31' as "as_of"
from (
select id, total from raw
) as model`,
  ],
  ['check-empty ok', 'select not exists (select from "marts"."orders__aside_r1") as is_empty'],
  [
    'add-key id',
    `alter table "marts"."orders__aside_r1"
  alter column as_of set not null,
  add constraint "asof: one as_of" check (as_of is not null and as_of = date '2024-01-31'),
  add constraint "orders__aside_r1_pkey" primary key ("id", "as_of")`,
    `select "id", count(*) as row_count
from "marts"."orders__aside_r1"
group by "id"
having count(*) > 1 or "id" is null
order by "id"::text collate "C" nulls first
limit 20`,
  ],
  ['execute', 'analyze "marts"."orders__aside_r1"'],
  ['gate marts.orders__aside_r1'],
  [
    'seal id, total',
    `select count(*) as row_count,
  coalesce(sum(hashtextextended(row("id", "total")::text, 0)), 0)::text as checksum
from "marts"."orders__aside_r1"`,
    'drop table "marts"."orders__aside_r1"',
  ],
];

const ATTACH = [
  'alter table "marts"."orders__aside_r1" rename to "orders__2024_01_31"',
  'alter index if exists "marts"."orders__aside_r1_pkey" rename to "orders__2024_01_31_pkey"',
  `alter table "marts"."orders" attach partition "marts"."orders__2024_01_31" for values in (date '2024-01-31')`,
  'alter table "marts"."orders__2024_01_31" drop constraint "asof: one as_of"',
];
const GUARD = [
  'create trigger "asof: sealed" before insert or update or delete on "marts"."orders__2024_01_31" ' +
    `for each row execute function "asof"."guard"('marts.orders of 2024-01-31')`,
  'create trigger "asof: sealed, truncate" before truncate on "marts"."orders__2024_01_31" ' +
    `for each statement execute function "asof"."guard"('marts.orders of 2024-01-31')`,
];
const CREATE = `create table if not exists "marts"."orders" (
  "id" integer,
  "total" numeric(10,2),
  as_of date not null,
  constraint "orders_pkey" primary key ("id", "as_of")
) partition by list (as_of)`;

test('the first as_of is built aside, keyed, checked, summed, attached and guarded', () => {
  expect(snapshot()).toEqual([...ASIDE, ['publish', CREATE, ...ATTACH, ...GUARD]]);
});

const STANDING = existingTable(['id integer', 'total numeric(10,2)', 'as_of date'], {
  kind: 'partitioned_table',
});

test('another as_of is one partition more', () => {
  expect(snapshot({ existing: STANDING })).toEqual([...ASIDE, ['publish', ...ATTACH, ...GUARD]]);
});

test('an as_of that is there already is replaced, and no other', () => {
  expect(snapshot({ existing: STANDING, isPartitionHeld: true }).at(-1)).toEqual([
    'publish',
    'alter table "marts"."orders" detach partition "marts"."orders__2024_01_31"',
    'drop table "marts"."orders__2024_01_31"',
    ...ATTACH,
    ...GUARD,
  ]);
});

test('new columns are added to all as_ofs', () => {
  const existing = existingTable(['id integer', 'as_of date'], { kind: 'partitioned_table' });
  expect(snapshot({ existing }).at(-1)?.[1]).toBe(
    'alter table "marts"."orders"\n  add column if not exists "total" numeric(10,2)',
  );
});

test('a snapshot may go without a guard', () => {
  expect(snapshot({ config: { guard: 'none' } }).at(-1)).toEqual(['publish', CREATE, ...ATTACH]);
});

test('the seal leaves out what it is told to, and does not depend on the order of the columns', () => {
  const config = { unsealedColumns: ['loaded_at'] };
  const seal = (...written: readonly string[]) =>
    snapshot({ config, columns: columns(...written) }).find(([kind = '']) =>
      kind.startsWith('seal'),
    );
  const found = seal('total numeric', 'loaded_at timestamptz', 'id integer');
  expect(found).toEqual(seal('id integer', 'total numeric', 'loaded_at timestamptz'));
  expect(found?.[0]).toBe('seal id, total');
});

test('a snapshot without an as_of is a bug of ours', () => {
  expect(() => snapshot({ asOf: undefined })).toThrow('a snapshot is built without an as_of');
});
