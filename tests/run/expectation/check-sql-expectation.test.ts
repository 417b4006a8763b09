import { expect, test } from 'vitest';
import { nodeId } from '../../../src/core/graph/node-id.ts';
import { checkSqlExpectation } from '../../../src/run/expectation/check-sql-expectation.ts';
import { openDatabase } from './checked.ts';

function sqlFile(sql: string, severity: 'error' | 'warn' = 'error') {
  return {
    id: 'no_orphans',
    node: nodeId('expectation', 'shop', 'no_orphans'),
    compiled: {
      sql,
      pieces: [
        {
          length: sql.length,
          source: { path: 'expectations/no_orphans.sql', text: sql },
          offset: 0,
          isLiteral: true,
        },
      ],
    },
    severity,
    location: { file: 'expectations/no_orphans.sql', line: 1, column: 1, length: 1 },
  };
}

const OPTIONS = { asOf: undefined, clock: { monotonicMs: () => 0 }, inTransaction: true };

test('a select that returns no row passes', async () => {
  await using database = await openDatabase('begin');
  const result = await checkSqlExpectation(
    database.session,
    sqlFile('select 1 as a where false -- nothing'),
    OPTIONS,
  );
  expect(result).toMatchObject({ status: 'pass', unexpectedCount: 0, partialUnexpectedList: [] });
});

test('rows are counted, and the first shown in a fixed order with every digit', async () => {
  await using database = await openDatabase('begin');
  const sql = 'select i, i + 0.12345678901234567 as x from generate_series(30, 1, -1) as i';
  const result = await checkSqlExpectation(database.session, sqlFile(sql, 'warn'), OPTIONS);
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
  const result = await checkSqlExpectation(database.session, sqlFile('select b from t'), OPTIONS);
  expect(result).toMatchObject({
    status: 'error',
    message: 'column "b" does not exist (SQLSTATE 42703)',
    location: { file: 'expectations/no_orphans.sql', line: 1, column: 8, length: 1 },
  });
  expect((await database.session.query('select a from t')).rows).toEqual([{ a: 1 }]);
});
