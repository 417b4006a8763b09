import { expect, test } from 'vitest';
import type { ExpectationResult } from '../../../src/core/expectation/expectation-result.ts';
import type { SqlExpectation } from '../../../src/core/expectation/sql-expectation.ts';
import { nodeId } from '../../../src/core/graph/node-id.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { checkSqlExpectation } from '../../../src/run/expectation/check-sql-expectation.ts';
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
    failCalc: undefined,
    gate: true,
    sql,
    location: { file: 'expectations/no_orphans.sql', line: 1, column: 1, length: 1 },
    notes: [],
  };
}

function check(session: Session, expectation: SqlExpectation): Promise<ExpectationResult> {
  const sql = expectation.sql ?? '';
  const source = { path: 'expectations/no_orphans.sql', text: sql };
  const pieces = [{ length: sql.length, source, offset: 0, isLiteral: true }];
  return checkSqlExpectation(session, expectation, { sql, pieces }, OPTIONS);
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
