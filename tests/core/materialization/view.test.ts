import { expect, test } from 'vitest';
import { stepsOf } from '../../../src/core/materialization/steps.ts';
import { type BuildChange, columns, existingTable, modelBuild, told } from './model-build.ts';

function view({ config, ...change }: BuildChange = {}) {
  return modelBuild({ ...change, config: { materialized: 'view', ...config } });
}

const CREATE = 'create or replace view "marts"."orders" as\nselect id, total from raw';

test('a view is checked by its select, and then made', () => {
  expect(told(stepsOf(view()))).toEqual([['gate select'], ['publish', CREATE]]);
});

test('an error in its select is located in the model', () => {
  const publish = stepsOf(view()).at(-1);
  const [statement] = publish?.type === 'publish' ? publish.statements : [];
  expect(statement?.origin?.compiled.sql).toBe('select id, total from raw');
  expect(statement?.sql.slice(statement.origin?.offset)).toBe('select id, total from raw');
});

test.each([
  ['the same columns', ['id integer', 'total numeric(10,2)']],
  ['a new column behind them', ['id integer']],
  ['none before', []],
])('with %s it is replaced in place', (_, before) => {
  const existing = existingTable(before, { kind: 'view' });
  expect(told(stepsOf(view({ existing })))).toEqual([['gate select'], ['publish', CREATE]]);
});

test.each([
  ['a column gone', ['id integer', 'total numeric(10,2)', 'region text']],
  ['a column of another type', ['id bigint', 'total numeric(10,2)']],
  ['a column of another name', ['order_id integer', 'total numeric(10,2)']],
  ['its columns in another order', ['total numeric(10,2)', 'id integer']],
])('with %s it is dropped and made anew, never with cascade', (_, before) => {
  const existing = existingTable(before, { kind: 'view' });
  expect(told(stepsOf(view({ existing })))).toEqual([
    ['gate select'],
    ['publish', 'drop view "marts"."orders"', CREATE],
  ]);
});

test('an ephemeral model is never built', () => {
  const build = modelBuild({ config: { materialized: 'ephemeral' }, columns: columns() });
  expect(() => stepsOf(build)).toThrow('an ephemeral model is not built');
});
