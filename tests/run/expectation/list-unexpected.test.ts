import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Session } from '../../../src/postgres/session.ts';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase } from './checked.ts';

const BLOCK = `
model: users
columns:
  n:
    - not_null
    - non_negative: {where: "region = 'a'"}
    - be_between: {max_value: 1, mostly: 0.5}
    - unique
    - be_increasing: {order_by: [id]}
    - relationships: {to: orders, field: n}
    - be_in_set: {value_set: [0, 1], group_by: region}
  region:
    - not_null
    - match_regex: ^a
rows:
  - {name: small, sql: n < id}
  - {name: of_orders, sql: n in (select n from public.orders)}
`;

const rows = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 99 }),
    region: fc.constantFrom('a', 'b', null),
    n: fc.constantFrom(-1, 0, 1, 2, null),
  }),
  { selector: (row) => row.id, maxLength: 12 },
);

test('the rows of all checks are those that each lists by itself', async () => {
  await using database = await openDatabase(
    'create table users (id int, region text, n int); create table orders as values (0, 1)',
  );
  const { session } = database;
  await session.query('alter table orders rename column1 to n');
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      await session.query('truncate users');
      await session.query({
        sql: 'insert into users select * from json_populate_recordset(null::users, $1)',
        values: [JSON.stringify(given)],
      });
      const expectations = declared(BLOCK);
      const together = await check(session, expectations);
      for (const [at, expectation] of expectations.entries()) {
        const [alone] = await check(session, [expectation]);
        expect(told(together[at])).toEqual(told(alone));
      }
    }),
    { numRuns: 30 },
  );
});

function told(result: Awaited<ReturnType<typeof check>>[number] | undefined) {
  const { unexpectedKeys, partialUnexpectedList, failingRows, unexpectedCount } = result ?? {};
  return { unexpectedKeys, partialUnexpectedList, failingRows, unexpectedCount };
}

test('they come with one statement, and those that look at a row by itself with one scan', async () => {
  await using database = await openDatabase(
    `create table users as select i as id, 'x' as region, -i as n from generate_series(1, 200) as i`,
  );
  const { session } = database;
  const expectations = declared(`
model: users
columns: {n: [non_negative, {be_between: {min_value: -9}}], region: [{match_regex: ^a}, {be_in_set: [a]}]}
`);
  const statements: string[] = [];
  const results = await check(recording(session, statements), expectations);
  expect(results.map((each) => [each.status, each.unexpectedCount])).toEqual([
    ['fail', 200],
    ['fail', 191],
    ['fail', 200],
    ['fail', 200],
  ]);
  expect(results.map((each) => each.unexpectedKeys.at(-1))).toEqual([
    { id: 20 },
    { id: 29 },
    { id: 20 },
    { id: 20 },
  ]);
  const scans = statements.map((sql) => sql.split('"public"."users"').length - 1);
  expect(scans).toEqual([1, 1]);
});

test('rows that the database cannot show are an error of each that has some, and of no other', async () => {
  await using database = await openDatabase(`
    create table users (id int, n int);
    create type sealed as enum ('x');
    create function refuse(sealed) returns json language plpgsql as $$ begin raise data_exception using message = 'sealed'; end $$;
    create cast (sealed as json) with function refuse(sealed);
    alter table users add column k sealed;
    insert into users values (1, -1, 'x'), (2, 2, null);
  `);
  const { session } = database;
  const expectations = declared(
    'model: users\ncolumns: {n: [non_negative, {be_between: {max_value: 1}}, not_null]}',
  );
  const results = await check(session, expectations, { inTransaction: false });
  expect(results.map((each) => [each.status, each.message])).toEqual([
    ['error', 'its rows cannot be listed: sealed (SQLSTATE 22000)'],
    ['fail', '1 of 2 rows are unexpected (50 %)'],
    ['pass', undefined],
  ]);
  expect(results[1]?.unexpectedKeys).toEqual([{ id: 2 }]);
});

/** The session, which writes down the statements that go through it. */
function recording(session: Session, statements: string[]): Session {
  return new Proxy(session, {
    get(target, name) {
      if (name !== 'query') return Reflect.get(target, name);
      return (statement: Parameters<Session['query']>[0]) => {
        const sql = typeof statement === 'string' ? statement : statement.sql;
        if (!sql.includes('pg_attribute')) statements.push(sql);
        return target.query(statement);
      };
    },
  });
}
