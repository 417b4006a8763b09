import { expect, test } from 'vitest';
import { compileExpectations } from '../../../src/core/expectation/compile-expectations.ts';
import type { Question } from '../../../src/core/expectation/facts/fact.ts';
import { declared, USERS } from './declare.ts';

function sqlOf(text: string): readonly string[] {
  return compileExpectations(declared(text), USERS).asked.queries.map((query) => query.sql);
}

test('all row-wise checks, counts and plain aggregates of a relation are one statement', () => {
  expect(
    sqlOf(`
model: users
table: [row_count_to_be_between: {min_value: 1}]
columns:
  id: [not_null, {match_regex: '^\\d'}, {value_lengths_to_be_between: {max_value: 9}}]
  n: [non_negative, {be_in_set: [1, 2, null]}, {be_between: {max_value: 9, strict_max: true, where: "x > 1 -- y"}}]
  x: [{mean_to_be_between: {max_value: 5.5}}]
  d: [{be_between: {min_value: 2024-01-01, max_value: "2024-01-31 12:00"}}]
rows: ["n < 5 or x < 10"]
`),
  ).toEqual([
    `select to_json(array[
  (count(*))::text,
  (count(*) >= 1)::text,
  (count("id"))::text,
  (count(*) filter (where "id" !~ E'^\\\\d'))::text,
  (count(*) filter (where length("id") > 9))::text,
  (count("n"))::text,
  (count(*) filter (where "n" < 0))::text,
  (count(*) filter (where "n" not in (1, 2)))::text,
  (count(*) filter (where (x > 1 -- y
)))::text,
  (count("n") filter (where (x > 1 -- y
)))::text,
  (count(*) filter (where (x > 1 -- y
) and ("n" >= 9)))::text,
  (to_json((avg("x"))::double precision))::text,
  (avg("x") <= 5.5)::text,
  (count("d"))::text,
  (count(*) filter (where "d" < '2024-01-01' or "d" > timestamp '2024-01-31 12:00'))::text,
  (count(*) filter (where (n < 5 or x < 10) is not null))::text,
  (count(*) filter (where not (n < 5 or x < 10)))::text
])::text as "facts"
from "raw"."users__aside" as "users"`,
  ]);
});

function sqlOfFact({ fact }: Question): string | undefined {
  return 'sql' in fact ? fact.sql : undefined;
}

function followUpsOf(text: string) {
  return compileExpectations(declared(text), USERS).asked.followUps.map(
    ({ query, unless, answer }) => ({ sql: query.sql, unless: sqlOfFact(unless), answer }),
  );
}

test('values are sorted to see that none occurs twice, and grouped only where one does', () => {
  const unique = '{model: users, columns: {id: [unique], n: [{unique: {where: x > 1}}]}}';
  const [, sorted, ...others] = sqlOf(unique);
  expect(others).toEqual([]);
  expect(sorted).toBe(`select to_json(array[
  (count(distinct "id" collate "C") = count("id") and not exists (select from pg_catalog.pg_collation where not collisdeterministic))::text,
  (count(distinct "n") filter (where (x > 1)) = count("n") filter (where (x > 1)))::text
])::text as "facts"
from "raw"."users__aside" as "users"`);
  const [ids] = followUpsOf(unique);
  expect(ids).toEqual({
    unless:
      'count(distinct "id" collate "C") = count("id") and not exists (select from pg_catalog.pg_collation where not collisdeterministic)',
    answer: '0',
    sql: `select to_json(array[
  (coalesce(sum("asof count") filter (where "asof count" > 1), 0))::text
])::text as "facts"
from (
select count(*) as "asof count", "id" as "asof value"
from "raw"."users__aside" as "users"
where "id" is not null
group by "id"
having count(*) > 1
) as "groups"`,
  });
});

test('where the values are grouped anyway, that tells of duplicates too', () => {
  const both =
    '{model: users, columns: {id: [unique, {unique_value_count_to_be_between: {min_value: 2}}]}}';
  expect(followUpsOf(both)).toEqual([]);
  expect(sqlOf(both)[1]).toBe(`select to_json(array[
  (coalesce(sum("asof count") filter (where "asof count" > 1), 0))::text,
  (count(*))::text,
  (count(*) >= 2)::text
])::text as "facts"
from (
select count(*) as "asof count", "id" as "asof value"
from "raw"."users__aside" as "users"
where "id" is not null
group by "id"
) as "groups"`);
});

test('groups of rows, and keys of several columns, are looked at for duplicates at once', () => {
  expect(followUpsOf('{model: users, columns: {id: [{unique: {group_by: n}}]}}')).toEqual([]);
  expect(followUpsOf('{model: users, table: [{compound_columns_to_be_unique: [id, n]}]}')).toEqual(
    [],
  );
});

test('a relationship is an anti-join whose sides cannot be mistaken for each other', () => {
  const [, orphans] = sqlOf(
    '{model: users, columns: {id: [relationships: {to: orders, field: id, where: n > 0}]}}',
  );
  expect(orphans).toBe(`select to_json(array[
  (count(*))::text
])::text as "facts"
from (
select *
from "raw"."users__aside" as "users"
where (n > 0) and ("id" is not null and not exists (select from (select "id" as "asof 0" from "live"."orders") as "asof other" where "asof other"."asof 0" = "id"))
) as "asof rows"`);
});

test('several relationships are one scan, with a join to the different values of each other side', () => {
  const [, lookups, ...others] = sqlOf(`
model: users
columns:
  id: [relationships: {to: orders, field: id, where: n > 0}]
  n: [relationships: {to: orders, field: n, to_where: x > 1}]
`);
  expect(others).toEqual([]);
  expect(lookups).toBe(`select to_json(array[
  (count(*) filter (where (n > 0) and ("id" is not null and "asof other 1"."asof found" is null)))::text,
  (count(*) filter (where "n" is not null and "asof other 2"."asof found" is null))::text
])::text as "facts"
from "raw"."users__aside" as "users"
left join (
select "asof 0", true as "asof found"
from (select coalesce("id", (select "id" from (
select *
from "raw"."users__aside" as "users"
where (n > 0) and (false)
) as "asof rows")) as "asof 0" from "live"."orders") as "asof other"
group by "asof 0"
) as "asof other 1" on "asof other 1"."asof 0" = "id"
left join (
select "asof 0", true as "asof found"
from (select "n" as "asof 0" from "live"."orders"
where (x > 1)) as "asof other"
group by "asof 0"
) as "asof other 2" on "asof other 2"."asof 0" = "n"`);
});

test('the same fact is asked for once, however many expectations rest on it', () => {
  const [first, ...others] = compileExpectations(
    declared('{model: users, columns: {n: [not_null, be_null, non_negative]}}'),
    USERS,
  ).asked.queries;
  expect(others).toEqual([]);
  expect(first?.questions.map(sqlOfFact)).toEqual([
    'count(*)',
    'count("n")',
    'count(*) filter (where "n" < 0)',
  ]);
});

test.each([
  ['{nn: [not_null]}', 'there is no column "nn" in raw.users; did you mean "n"?'],
  ['{n: [match_regex: a]}', 'column "n" must hold text, but is integer'],
  ['{d: [sum_to_be_between: {min_value: 1}]}', 'column "d" must hold numbers, but is date'],
  [
    '{id: [be_between: {min_value: 1}]}',
    'min_value must be comparable with "id", which is text, not the number 1; write it in quotes: "1"',
  ],
  [
    '{n: [be_in_set: [a]]}',
    'a member of the set must be comparable with "n", which is integer, not the text "a"',
  ],
  [
    '{x: [be_in_set: [true]]}',
    'a member of the set must be comparable with "x", which is numeric(10,2), not the boolean true',
  ],
])('what the catalog shows to be wrong is known without a statement: %s', (columns, message) => {
  const { expectations, asked } = compileExpectations(
    declared(`{model: users, columns: ${columns}}`),
    USERS,
  );
  expect(expectations[0]?.asked).toEqual({ type: 'impossible', message });
  expect(asked).toEqual({ queries: [], followUps: [] });
});

test('columns are compared without those that asof added, unless they are declared', () => {
  const verdicts = (table: string) =>
    compileExpectations(declared(`{model: users, table: ${table}}`), USERS).expectations.map(
      ({ asked }) =>
        asked.type === 'known' ? [asked.verdict.holds, asked.verdict.message] : asked,
    );
  expect(verdicts('[columns_to_match_set: [d, x, n, id]]')).toEqual([[true, undefined]]);
  expect(verdicts('[columns_to_match_set: [d, x, n, id, as_of]]')).toEqual([[true, undefined]]);
  expect(verdicts('[columns_to_match_set: [d, x, m, id]]')).toEqual([
    [false, 'missing column "m"; unexpected column "n"'],
  ]);
  expect(verdicts('[columns_to_match_set: {column_set: [d]}]')).toEqual([[true, undefined]]);
  expect(verdicts('[columns_to_match_ordered_list: [id, n, x, d]]')).toEqual([[true, undefined]]);
  expect(verdicts('[columns_to_match_ordered_list: [id, x, n]]')).toEqual([
    [false, 'column 2 is "n", expected "x"'],
  ]);
  expect(verdicts('[column_to_exist: {column: x, column_index: 0}]')).toEqual([
    [false, 'column "x" is at 2, expected at 0'],
  ]);
  expect(verdicts('[column_to_exist: {column: xx}]')).toEqual([
    [false, 'there is no column "xx"; did you mean "x"?'],
  ]);
});
