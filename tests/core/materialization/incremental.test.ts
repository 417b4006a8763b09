import { expect, test } from 'vitest';
import { strategyOf } from '../../../src/core/materialization/incremental.ts';
import { stepsOf } from '../../../src/core/materialization/steps.ts';
import { type BuildChange, existingTable, kindsOf, modelBuild, told } from './model-build.ts';

function incremental({ config, ...change }: BuildChange = {}) {
  return modelBuild({ ...change, config: { materialized: 'incremental', ...config } });
}

const existing = existingTable(['id integer', 'total numeric(10,2)']);
const KEYED = existingTable(['id integer', 'total numeric(10,2)'], {
  constraintNames: ['orders_pkey'],
});
const INSERT = [
  'execute inserted',
  'insert into "marts"."orders" ("id", "total")\nselect "id", "total" from pg_temp."asof batch"',
];

test('without a key rows are appended, with one they are replaced', () => {
  expect(strategyOf(incremental())).toBe('append');
  expect(strategyOf(incremental({ config: { uniqueKey: ['id'] } }))).toBe('delete+insert');
  expect(
    strategyOf(incremental({ config: { uniqueKey: ['id'], incrementalStrategy: 'append' } })),
  ).toBe('append');
});

test('append adds the batch, whatever is there', () => {
  expect(told(stepsOf(incremental({ existing }))).slice(3)).toEqual([
    INSERT,
    ['gate marts.orders'],
  ]);
});

test('delete+insert takes away the keys of the batch first, which may stand in it more than once', () => {
  expect(told(stepsOf(incremental({ existing, config: { uniqueKey: ['id'] } }))).slice(3)).toEqual([
    [
      'refuse-keys id',
      `select "id", count(*) as row_count
from pg_temp."asof batch"
where "id" is null
group by "id"
limit 20`,
    ],
    [
      'execute deleted',
      `delete from "marts"."orders" as live
where exists (select from pg_temp."asof batch" as batch where live."id" = batch."id")`,
    ],
    INSERT,
    ['gate marts.orders'],
  ]);
});

test('a key of several columns is one key', () => {
  const steps = told(stepsOf(incremental({ existing, config: { uniqueKey: ['id', 'total'] } })));
  expect(steps[3]?.[1]?.split('\n')[2]).toBe('where "id" is null or "total" is null');
  expect(steps[4]?.[1]?.split('\n')[1]).toBe(
    'where exists (select from pg_temp."asof batch" as batch ' +
      'where live."id" = batch."id" and live."total" = batch."total")',
  );
});

test('upsert writes the difference, and misses nothing that the batch lacks', () => {
  const config = { uniqueKey: ['id'], incrementalStrategy: 'upsert' } as const;
  const steps = told(stepsOf(incremental({ existing: KEYED, config })));
  expect(steps.map(([kind]) => kind)).toEqual([
    'execute',
    'check-empty ok',
    'execute',
    'refuse-keys id',
    'count',
    'gate marts.orders',
  ]);
  expect(steps[4]?.[1]?.split('\n').slice(-2)).toEqual([
    'select inserted, written - inserted as updated, batch - written as unchanged',
    'from counts',
  ]);
});

const TABLE = ['execute inserted', 'check-empty ok', 'execute', 'gate marts.orders__aside_r1'];

test('a first build makes the whole table aside', () => {
  expect(kindsOf(stepsOf(incremental()))).toEqual([
    ...TABLE,
    'replace-table marts.orders__aside_r1 key ()',
  ]);
});

test('a full refresh makes the whole table aside, whatever stands there', () => {
  expect(kindsOf(stepsOf(incremental({ existing, isFullRefresh: true })))).toEqual([
    ...TABLE,
    'replace-table marts.orders__aside_r1 key ()',
  ]);
});

test('only an upsert has a primary key: the others may repeat theirs', () => {
  const keys = (['append', 'delete+insert', 'upsert'] as const).map((incrementalStrategy) =>
    kindsOf(stepsOf(incremental({ config: { uniqueKey: ['id'], incrementalStrategy } }))).at(-1),
  );
  expect(keys).toEqual([
    'replace-table marts.orders__aside_r1 key ()',
    'replace-table marts.orders__aside_r1 key ()',
    'replace-table marts.orders__aside_r1 key (id)',
  ]);
});

test('columns are changed before the rows are written, as the setting says', () => {
  const narrow = existingTable(['id integer', 'old text']);
  const publication = (onSchemaChange: 'sync_all_columns' | 'append_new_columns') =>
    told(stepsOf(incremental({ existing: narrow, config: { onSchemaChange } }))).find(
      ([kind]) => kind === 'publish',
    );
  expect(publication('sync_all_columns')).toEqual([
    'publish',
    'alter table "marts"."orders"\n  add column "total" numeric(10,2),\n  drop column "old"',
  ]);
  // what may not be done was refused before
  expect(publication('append_new_columns')).toBeUndefined();
});

test('a new column that is ignored is not written', () => {
  const narrow = existingTable(['id integer']);
  const config = { onSchemaChange: 'ignore', uniqueKey: ['id'] } as const;
  const steps = told(stepsOf(incremental({ existing: narrow, config })));
  expect(steps.some(([kind]) => kind === 'publish')).toBe(false);
  expect(steps.at(-2)).toEqual([
    'execute inserted',
    'insert into "marts"."orders" ("id")\nselect "id" from pg_temp."asof batch"',
  ]);
  const upsert = { ...config, incrementalStrategy: 'upsert' } as const;
  expect(told(stepsOf(incremental({ existing: KEYED, config: upsert })))[4]?.[1]).toContain(
    'on conflict ("id") do update set "total" = excluded."total"',
  );
  const keyed = existingTable(['id integer'], { constraintNames: ['orders_pkey'] });
  expect(told(stepsOf(incremental({ existing: keyed, config: upsert })))[4]?.[1]).toContain(
    'on conflict ("id") do nothing',
  );
});
