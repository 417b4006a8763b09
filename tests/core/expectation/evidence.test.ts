import { expect, test } from 'vitest';
import { compileExpectation } from '../../../src/core/expectation/compile-expectations.ts';
import {
  evidenceStatement,
  listingSql,
  readEvidence,
} from '../../../src/core/expectation/evidence.ts';
import { declared, USERS } from './declare.ts';

function compiledOne(text: string) {
  const [expectation] = declared(text);
  if (expectation === undefined) throw new Error('nothing is declared');
  return compileExpectation(expectation, USERS);
}

test('the first unexpected rows are shown by key in the order of the C locale', () => {
  const compiled = compiledOne('{model: users, columns: {n: [non_negative: {where: "x > 1"}]}}');
  expect(evidenceStatement(compiled, USERS)).toBe(`select to_json("asof unexpected")::text as "row"
from (
select ${USERS.columns.map(({ name }) => `"${name}"`).join(', ')}
from "raw"."users__aside" as "users"
where (x > 1) and ("n" < 0)
order by "id" collate "C"
limit 100
) as "asof unexpected"`);
  const rows = ['{"id":"a","n":-1,"x":7}', '{"id":"b","n":-2,"x":8}'];
  expect(readEvidence(compiled, USERS, rows)).toEqual({
    list: [-1, -2],
    keys: [{ id: 'a' }, { id: 'b' }],
    context: [],
    rows,
  });
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
