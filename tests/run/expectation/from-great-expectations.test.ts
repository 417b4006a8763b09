import { expect, test } from 'vitest';
import { declare, declared } from '../../core/expectation/declare.ts';
import { check, openDatabase, summary } from './checked.ts';

// What docs/from-great-expectations.md says differs, tried.

const SETUP = `
create table users (id integer, kind text, day date, seen timestamp, a integer, b integer);
insert into users values
  (1, 'a', '2024-01-30', '2024-01-30 10:00', 2, 1),
  (2, 'bb', '2024-01-31', '2024-02-01 00:00', null, 1),
  (3, null, null, null, 3, 3);`;

test('what differs from Great Expectations on purpose is as its page says', async () => {
  await using database = await openDatabase(SETUP);
  const results = await check(
    database.session,
    declared(`
model: users
table:
  - expect_column_values_to_be_in_set: {column: kind, value_set: [a, null]}
  - expect_column_values_to_not_be_in_set: {column: kind, value_set: [a, null]}
  - expect_column_value_lengths_to_be_between: {column: kind, min_value: 1, strict_min: true}
  - expect_column_values_to_be_between: {column: kind, min_value: a, max_value: b}
  - expect_column_max_to_be_between: {column: day, max_value: 2024-01-31}
  - expect_column_values_to_be_between:
      {column: seen, min_value: "2024-01-30 10:00:00", max_value: 2024-01-31}
  - expect_table_row_count_to_equal: {value: 1, row_condition: 'col("kind") == "a"'}
  - expect_column_to_exist: {column: kind, column_index: 0}
  - expect_column_pair_values_a_to_be_greater_than_b: {column_A: a, column_B: b}
  - expect_column_pair_values_a_to_be_greater_than_b:
      {name: counted, column_A: a, column_B: b, ignore_row_if: neither}
  - expect_multicolumn_sum_to_equal: {column_list: [a, b], sum_total: 3}
  - expect_column_distinct_values_to_equal_set: {column: kind, value_set: [a, bb, bb, null]}
  - expect_column_most_common_value_to_be_in_set: {column: day, value_set: [2024-01-30, 2024-01-31], ties_okay: true}
  - expect_column_type_to_be: {column: kind, type_: TEXT}
  - expect_column_to_exist: {column: Kind}
  - expect_table_columns_to_match_set: {column_set: [id, kind]}
  - expect_column_values_to_be_unique: {column: idd}
  - expect_column_values_to_not_be_null:
      {name: nothing, column: id, row_condition: 'col("id") > 3'}
`),
  );
  expect(results.map(summary)).toEqual([
    'kind.be_in_set fail 3/1/1 ["bb"]',
    'kind.not_be_in_set fail 3/1/1 ["a"]',
    'kind.value_lengths_to_be_between fail 3/1/1 ["a"]',
    'kind.be_between fail 3/1/1 ["bb"]',
    'day.max_to_be_between pass "2024-01-31"',
    'seen.be_between fail 3/1/1 ["2024-02-01T00:00:00"]',
    'row_count_to_equal pass 1',
    'kind.to_exist fail',
    'column_pair_values_a_to_be_greater_than_b fail 3/1/1 [[3,3]]',
    'counted fail 3/0/2 [[null,1],[3,3]]',
    'multicolumn_sum_to_equal fail 3/1/1 [{"a":3,"b":3}]',
    'kind.distinct_values_to_equal_set pass ["a","bb"]',
    'day.most_common_value_to_be_in_set pass ["2024-01-30","2024-01-31"]',
    'kind.type_to_be pass "text"',
    'Kind.to_exist fail',
    'columns_to_match_set pass ["id","kind","day","seen","a","b"]',
    'idd.be_unique error there is no column "idd" in public.users; did you mean "id"?',
    'nothing pass 0/0/0',
  ]);
});

test('a row that pandas keeps for a missing value is kept where the suite was one of pandas', async () => {
  await using database = await openDatabase(SETUP);
  const counts = await check(
    database.session,
    declared(`
model: users
table:
  - row_count_to_equal: {name: sql, value: 1, row_condition: 'col("kind") != "a"'}
  - row_count_to_equal:
      {name: pandas, value: 2, row_condition: 'kind != "a"', condition_parser: pandas}
`),
  );
  expect(counts.map(summary)).toEqual(['sql pass 1', 'pandas pass 2']);
});

test('what Great Expectations lets pass without a word is an error before anything runs', () => {
  const { problems } = declare(`
model: users
table:
  - expect_column_values_to_not_be_in_set: {column: kind, value_set: null}
  - expect_column_value_lengths_to_be_between: {column: kind, min_value: 0.5}
  - expect_column_value_lengths_to_be_between: {column: kind, min_value: 3, max_value: 1}
`);
  expect(problems).toEqual([
    '4:70 expectation-argument: "value_set" must be a list of values, not null',
    '5:74 expectation-argument: "min_value" must be a whole number, not 0.5',
    '6:74 expectation-argument: "min_value" must not be above "max_value", but 3 is above 1',
  ]);
});
