import { expect, test } from 'vitest';
import { checkColumns } from '../../../src/core/materialization/check-columns.ts';
import { type BuildChange, existingTable, modelBuild } from './model-build.ts';

const LOCATION = { file: 'models/orders.sql', line: 1, column: 1, length: 1 };

function check(change: BuildChange, added: readonly string[] = []) {
  return checkColumns({ build: modelBuild(change), added, location: LOCATION });
}

const WIDER = existingTable(['id integer', 'total numeric(10,2)', 'region text']);
const NARROWER = existingTable(['id integer']);

test('a table that is not there yet takes any columns', () => {
  expect(check({ config: { materialized: 'incremental' } })).toBeUndefined();
});

test('columns that may not change are told one by one', () => {
  const existing = existingTable(['id bigint', 'region text']);
  expect(check({ config: { materialized: 'upsert' }, existing })).toEqual({
    code: 'model-columns-changed',
    severity: 'error',
    message: 'the columns of the model differ from those of "marts.orders"',
    location: LOCATION,
    notes: [
      { message: '+ total numeric(10,2)', location: undefined },
      { message: '- region text', location: undefined },
      { message: '~ id bigint → integer', location: undefined },
    ],
    hint: 'set on_schema_change: sync_all_columns to change the table, or change the select',
  });
});

test.each([
  ['incremental', NARROWER, true],
  ['incremental', WIDER, true],
  ['upsert', NARROWER, false],
  ['upsert', WIDER, true],
  ['snapshot', NARROWER, false],
  ['snapshot', WIDER, true],
] as const)('without a setting, %s of %j is refused: %s', (materialized, existing, isRefused) => {
  expect(check({ config: { materialized }, existing }) !== undefined).toBe(isRefused);
});

test('the setting decides where there is one', () => {
  const config = { materialized: 'incremental', onSchemaChange: 'sync_all_columns' } as const;
  expect(check({ config, existing: WIDER })).toBeUndefined();
  expect(
    check({ config: { materialized: 'upsert', onSchemaChange: 'fail' }, existing: NARROWER })?.code,
  ).toBe('model-columns-changed');
});

test('columns that asof added itself are not missed in the select', () => {
  const existing = existingTable(['id integer', 'total numeric(10,2)', 'as_of date']);
  expect(check({ config: { materialized: 'snapshot' }, existing }, ['as_of'])).toBeUndefined();
  expect(check({ config: { materialized: 'snapshot' }, existing })?.notes).toEqual([
    { message: '- as_of date', location: undefined },
  ]);
});
