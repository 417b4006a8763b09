import { expect, test } from 'vitest';
import type { ExpectationResult } from '../../../src/core/expectation/expectation-result.ts';
import type { SqlExpectation } from '../../../src/core/expectation/sql-expectation.ts';
import { nodeId } from '../../../src/core/graph/node-id.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { checkSelect } from '../../../src/run/expectation/check-select.ts';
import { openDatabase } from './checked.ts';

function sqlFile(sql: string, severity: 'error' | 'warn' = 'error'): SqlExpectation {
  return {
    id: 'no_orphans',
    node: nodeId('expectation', 'shop', 'no_orphans'),
    column: undefined,
    expectation: 'unexpected_rows_expectation',
    kwargs: {},
    threshold: { type: 'severity', severity },
    limit: undefined,
    sample: 20,
    failCalc: undefined,
    gate: true,
    sql,
    location: { file: 'expectations/no_orphans.sql', line: 1, column: 1, length: 1 },
    notes: [],
  };
}

async function check(session: Session, expectation: SqlExpectation): Promise<ExpectationResult> {
  const sql = expectation.sql ?? '';
  const source = { path: 'expectations/no_orphans.sql', text: sql };
  const pieces = [{ length: sql.length, source, offset: 0, isLiteral: true }];
  const { result } = await checkSelect(
    session,
    {
      expectation,
      compiled: { sql, pieces },
      problems: [],
      columns: { masked: [], shown: [] },
    },
    OPTIONS,
  );
  return result;
}

const OPTIONS = { asOf: undefined, clock: { monotonicMs: () => 0 }, inTransaction: true };

test('a select that returns no row passes', async () => {
  await using database = await openDatabase('begin');
  const result = await check(database.session, sqlFile('select 1 as a where false -- nothing'));
  expect(result).toMatchObject({ status: 'pass', unexpectedCount: 0, partialUnexpectedList: [] });
});

test('rows are counted, and the first shown in a fixed order with every digit', async () => {
  await using database = await openDatabase('begin');
  const sql = 'select i, i + 0.12345678901234567 as x from generate_series(30, 1, -1) as i';
  const result = await check(database.session, sqlFile(sql, 'warn'));
  expect(result).toMatchObject({
    id: 'no_orphans',
    status: 'warn',
    unexpectedCount: 30,
    message: 'the select returns 30 rows, expected none',
    sql,
    location: { file: 'expectations/no_orphans.sql', line: 1, column: 1, length: 1 },
  });
  expect(result.partialUnexpectedList).toHaveLength(20);
  expect(result.partialUnexpectedList[0]).toEqual({ i: 1, x: '1.12345678901234567' });
});

test('one that the database refuses is an error and leaves the transaction usable', async () => {
  await using database = await openDatabase('begin; create table t as select 1 as a');
  const result = await check(database.session, sqlFile('select b from t'));
  expect(result).toMatchObject({
    status: 'error',
    message: 'column "b" does not exist (SQLSTATE 42703)',
    location: { file: 'expectations/no_orphans.sql', line: 1, column: 8, length: 1 },
  });
  expect((await database.session.query('select a from t')).rows).toEqual([{ a: 1 }]);
});

const ROWS = 'select n from (values (1), (2), (5)) as v(n)';
const limit = (operator: '>' | '!=', amount: number) => ({ operator, amount, isPercent: false });

test.each([
  [
    'the number of rows',
    {},
    'fail',
    '3 unexpected rows',
    'the select returns 3 rows, expected none',
  ],
  ['what is computed over them', { failCalc: 'max(n)' }, 'fail', 5, 'max(n) is 5, expected 0'],
  [
    'a number that is not whole',
    { failCalc: 'avg(n) -- all' },
    'fail',
    2.6666666666666665,
    undefined,
  ],
  ['a number of 0', { failCalc: 'max(n) - 5' }, 'pass', 0, undefined],
  [
    'at most so many rows',
    {
      limit: 2,
      failCalc: 'count(*)',
      threshold: { type: 'limits', warnIf: limit('!=', 0), errorIf: limit('>', 2) },
    },
    'warn',
    2,
    'count(*) is 2',
  ],
  [
    'limits',
    { threshold: { type: 'limits', warnIf: limit('>', 5), errorIf: limit('>', 2) } },
    'fail',
    '3 unexpected rows',
    'the select returns 3 rows',
  ],
] as const)('%s decides', async (_, settings, status, observedValue, message) => {
  await using database = await openDatabase('begin');
  const result = await check(database.session, { ...sqlFile(ROWS), ...settings });
  expect(result).toMatchObject({
    status,
    observedValue,
    ...(message === undefined ? {} : { message }),
  });
});

test('over no rows an aggregate is NULL, and nothing is wrong', async () => {
  await using database = await openDatabase('begin');
  const none = { ...sqlFile('select 1 as n where false'), failCalc: 'sum(n)' };
  expect(await check(database.session, none)).toMatchObject({ status: 'pass', observedValue: 0 });
});

test.each([
  ['sum(null::int)', 'the fail_calc "sum(null::int)" must give a number, not NULL'],
  ['bool_or(true)', 'the fail_calc "bool_or(true)" must give a number, not true'],
  ['max(m)', 'column "m" does not exist (SQLSTATE 42703)'],
])('a fail_calc %s that gives no number is an error', async (failCalc, message) => {
  await using database = await openDatabase('begin');
  const result = await check(database.session, { ...sqlFile(ROWS), failCalc });
  expect(result).toMatchObject({
    status: 'error',
    message,
    location: { file: 'expectations/no_orphans.sql', line: 1 },
  });
});

test('what writes cannot pass for a select', async () => {
  await using database = await openDatabase('begin; create table t as select 1 as a');
  for (const sql of [
    'with d as (delete from t returning *) select * from d',
    'with d as (select 1) delete from t returning *',
  ]) {
    expect(await check(database.session, sqlFile(sql))).toMatchObject({ status: 'error' });
  }
  const { rows } = await database.session.query('select count(*)::int as n from t');
  expect(rows).toEqual([{ n: 1 }]);
});
