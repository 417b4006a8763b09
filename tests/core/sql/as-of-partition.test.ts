import { expect, test } from 'vitest';
import {
  addColumns,
  attachPartition,
  createAsOfTable,
  dropPartition,
  partitionOf,
  readyPartition,
} from '../../../src/core/sql/as-of-partition.ts';

const relation = { schema: 'raw', name: 'users' };
const aside = { schema: 'raw', name: 'users__2024_01_31__aside_x1' };
const asOf = '2024-01-31';

test('the table of all as_ofs is partitioned by them and keyed with them', () => {
  const columns = [
    { name: 'user_id', type: 'text' },
    { name: 'fee', type: 'numeric(10,2)' },
  ];
  expect(createAsOfTable({ relation, columns, key: ['user_id'] }).sql).toBe(
    `create table if not exists "raw"."users" (
  "user_id" text,
  "fee" numeric(10,2),
  as_of date not null,
  constraint "users_pkey" primary key ("user_id", "as_of")
) partition by list (as_of)`,
  );
  expect(createAsOfTable({ relation, columns: [], key: [] }).sql).toBe(
    `create table if not exists "raw"."users" (
  as_of date not null
) partition by list (as_of)`,
  );
});

test('a table aside gets what attaching would otherwise have to scan for', () => {
  expect(readyPartition({ aside, asOf, key: ['user_id'] }).sql).toBe(
    `alter table "raw"."users__2024_01_31__aside_x1"
  alter column as_of set not null,
  add constraint "asof: one as_of" check (as_of is not null and as_of = date '2024-01-31'),
  add constraint "users__2024_01_31__aside_x1_pkey" primary key ("user_id", "as_of")`,
  );
});

test('a table aside becomes the partition of its as_of, under its name', () => {
  expect(
    attachPartition({ relation, aside, asOf, key: ['user_id'] }).map(({ sql }) => sql),
  ).toEqual([
    'alter table "raw"."users__2024_01_31__aside_x1" rename to "users__2024_01_31"',
    'alter index if exists "raw"."users__2024_01_31__aside_x1_pkey" rename to "users__2024_01_31_pkey"',
    `alter table "raw"."users" attach partition "raw"."users__2024_01_31" for values in (date '2024-01-31')`,
    'alter table "raw"."users__2024_01_31" drop constraint "asof: one as_of"',
  ]);
});

test('an as_of is taken away with its table', () => {
  expect(dropPartition(relation, asOf).map(({ sql }) => sql)).toEqual([
    'alter table "raw"."users" detach partition "raw"."users__2024_01_31"',
    'drop table "raw"."users__2024_01_31"',
  ]);
});

test('new columns are added to all as_ofs at once', () => {
  const region = { name: 'region', type: 'text' };
  expect(
    addColumns(relation, [region, { name: 'n', type: 'integer' }]).map(({ sql }) => sql),
  ).toEqual([
    'alter table "raw"."users"\n  add column if not exists "region" text,\n  add column if not exists "n" integer',
  ]);
  expect(addColumns(relation, [])).toEqual([]);
});

test('partitions of long names stay apart', () => {
  const long = { schema: 'raw', name: 'x'.repeat(63) };
  const names = ['2024-01-31', '2024-02-29'].map((date) => partitionOf(long, date).name);
  expect(new Set(names).size).toBe(2);
  expect(names.every((name) => name.length <= 63)).toBe(true);
});
