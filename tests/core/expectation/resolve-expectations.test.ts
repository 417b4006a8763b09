import { expect, test } from 'vitest';
import { declare } from './declare.ts';

test('a node that does not exist is reported where it is named', () => {
  const { expectations, problems } = declare(`
model: user
columns:
  id: [unique]
`);
  expect(expectations).toEqual([]);
  expect(problems).toEqual([
    '2:8 expectation-unknown-node: there is no model named "user" (did you mean "users"?)',
  ]);
});

test('so is the other side of a relationship', () => {
  expect(
    declare('{model: users, columns: {id: [relationships: {to: order, field: id}]}}').problems,
  ).toEqual([
    '1:51 expectation-unknown-node: there is no model, seed or source named "order" (did you mean "orders"?)',
  ]);
});

test('two expectations with one id need a name', () => {
  const { expectations, problems } = declare(
    '{model: users, rows: ["n > 0", "x > 0", {name: a, sql: "n > 1"}, {name: a, sql: "n > 2"}]}',
  );
  expect(expectations.map((each) => each.id)).toEqual(['users.rows', 'a']);
  expect(problems).toEqual([
    '1:32 expectation-duplicate: two expectations would have the id "users.rows" (give one of them a "name:")',
    '1:66 expectation-duplicate: two expectations would have the id "a" (rename one of them)',
  ]);
});
