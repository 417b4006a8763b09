import { expect, test } from 'vitest';
import { compileExpectation } from '../../../src/core/expectation/compile-expectations.ts';
import { listingSql, readEvidence } from '../../../src/core/expectation/evidence.ts';
import { firstUnexpected } from '../../../src/core/expectation/first-unexpected.ts';
import { declared, USERS } from './declare.ts';

function compiledOne(text: string) {
  const [expectation] = declared(text);
  if (expectation === undefined) throw new Error('nothing is declared');
  return compileExpectation(expectation, USERS);
}

test('the first unexpected rows are shown by key in the order of the C locale', () => {
  const compiled = compiledOne('{model: users, columns: {n: [non_negative: {where: "x > 1"}]}}');
  expect(
    firstUnexpected([{ compiled, unexpectedCount: 2 }], USERS),
  ).toBe(`select 0 as ordinal, array(select to_json("asof unexpected")::text from (
select ${USERS.columns.map(({ name }) => `"${name}"`).join(', ')}
from "raw"."users__aside" as "users"
where (x > 1) and ("n" < 0)
order by "id" collate "C"
limit 100
) as "asof unexpected") as rows`);
  const rows = ['{"id":"a","n":-1,"x":7}', '{"id":"b","n":-2,"x":8}'];
  expect(readEvidence(compiled, USERS, rows)).toEqual({
    list: [-1, -2],
    keys: [{ id: 'a' }, { id: 'b' }],
    context: [],
    rows,
  });
});

test('those that look at a row by itself share a pass, as long as their rows are not too many', () => {
  const [low, many, pair, high] = declared(
    '{model: users, columns: {n: [non_negative, not_null, unique, {be_between: {max_value: 9}}]}}',
  ).map((each) => compileExpectation(each, USERS));
  if (!low || !many || !pair || !high) throw new Error('some are not declared');
  const statement = firstUnexpected(
    [
      { compiled: low, unexpectedCount: 2 },
      { compiled: many, unexpectedCount: 5_000_000 },
      { compiled: pair, unexpectedCount: 2 },
      { compiled: high, unexpectedCount: 3 },
    ],
    USERS,
  );
  // one shared, one of the many, two for what stands more than once
  expect(statement?.split('from "raw"."users__aside"')).toHaveLength(1 + 4);
  expect(statement).toContain('where coalesce(("n" < 0), false) or coalesce(("n" > 9), false)');
  expect(statement).toContain('from "asof failing"\nwhere "asof: failed"[2]');
});

test('the query for people lists all of them, under the name that readers know', () => {
  const duplicates = compiledOne('{model: users, table: [compound_columns_to_be_unique: [n, d]]}');
  expect(listingSql(duplicates, USERS)).toBe(`select *
from "raw"."users"
where ("n", "d") in (
select "n", "d"
from "raw"."users"
where "n" is not null and "d" is not null
group by "n", "d"
having count(*) > 1
)
order by "id" collate "C"`);
});

test('without a key the shown values give the order', () => {
  const compiled = compiledOne('{model: users, columns: {n: [non_negative]}}');
  expect(listingSql(compiled, { ...USERS, keys: [] })).toBe(`select *
from "raw"."users"
where "n" < 0
order by "n"`);
  expect(readEvidence(compiled, { ...USERS, keys: [] }, ['{"n":-1}'])).toEqual({
    list: [-1],
    keys: [],
    context: [],
    rows: ['{"n":-1}'],
  });
});

test('several columns are shown as an object, a pair as a list', () => {
  const key = compiledOne('{model: users, table: [compound_columns_to_be_unique: [n, d]]}');
  expect(readEvidence(key, USERS, ['{"id":"a","n":1,"d":"2024-01-31"}']).list).toEqual([
    { n: 1, d: '2024-01-31' },
  ]);
  const pair = compiledOne(
    '{model: users, table: [column_pair_values_a_to_be_greater_than_b: {column_A: n, column_B: x}]}',
  );
  expect(readEvidence(pair, USERS, ['{"id":"a","n":1,"x":2.5}']).list).toEqual([[1, 2.5]]);
});
