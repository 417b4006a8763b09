import { expect, test } from 'vitest';
import { declare } from './declare.ts';

function declared(place: 'columns' | 'table', check: string) {
  const checks = place === 'columns' ? `columns: {n: [${check}]}` : `table: [${check}]`;
  const { expectations, problems } = declare(`{model: users, ${checks}}`);
  const found = expectations.map(({ id, check: own, kwargs, where }) =>
    [id, own, JSON.stringify(kwargs), ...(where === undefined ? [] : [where])].join(' '),
  );
  return [...found, ...problems.map((problem) => problem.replace(/^\d+:\d+ /, ''))];
}

test.each([
  [
    'columns',
    'dbt_expectations.expect_column_values_to_be_between: {min_value: 0, strictly: true, row_condition: id > 1}',
    'users.n.be_between be_between {"min_value":0,"strict_min":true,"strict_max":true} id > 1',
  ],
  [
    'columns',
    'dbt_expectations.expect_column_values_to_be_in_set: {value_set: [1], quote_values: false}',
    'users.n.be_in_set be_in_set {"value_set":[1]}',
  ],
  [
    'table',
    'dbt_expectations.expect_table_row_count_to_be_between: {min_value: 1}',
    'users.row_count_to_be_between row_count_to_be_between {"min_value":1}',
  ],
  [
    'columns',
    'dbt_utils.accepted_range: {min_value: 0, inclusive: false}',
    'users.n.accepted_range be_between {"min_value":0,"strict_min":true,"strict_max":true}',
  ],
  [
    'columns',
    'dbt_utils.accepted_range: {max_value: 9, inclusive: true}',
    'users.n.accepted_range be_between {"max_value":9}',
  ],
  [
    'columns',
    'dbt_utils.not_accepted_values: {values: [a], quote: true}',
    'users.n.not_accepted_values not_be_in_set {"value_set":["a"]}',
  ],
  [
    'table',
    'dbt_utils.expression_is_true: {expression: a < b}',
    'users.expression_is_true expression_is_true {"expression":"a < b"}',
  ],
] as const)('under %s, %s is a check of asof', (place, check, expected) => {
  expect(declared(place, check)).toEqual([expected]);
});

test.each([
  [
    'table',
    'dbt_utils.unique_combination_of_columns: {combination_of_columns: [a, b]}',
    'there is no check named "dbt_utils.unique_combination_of_columns" here (write compound_columns_to_be_unique: [a, b]; there a row with a NULL equals no other)',
  ],
  [
    'columns',
    'dbt_utils.expression_is_true: {expression: ">= 1"}',
    'there is no check named "dbt_utils.expression_is_true" here (write the whole condition under rows: or for the table)',
  ],
  [
    'columns',
    'dbt_utils.not_null',
    'there is no check named "dbt_utils.not_null" here (write it without "dbt_utils.")',
  ],
  [
    'table',
    'elementary.volume_anomalies',
    'there is no check named "elementary.volume_anomalies" here (there are no packages here: write it as a test in macros/, {% test volume_anomalies(model) %})',
  ],
  [
    'columns',
    'dbt_utils.accepted_range: {inclusive: maybe}',
    'expectation-argument: "inclusive" must be true or false, not "maybe"',
  ],
  [
    'columns',
    'dbt_expectations.expect_column_values_to_match_regex: {regex: a, flags: i}',
    'expectation-argument: "match_regex" takes no argument "flags" (it takes "regex")',
  ],
] as const)('under %s, %s is told what to write', (place, check, expected) => {
  expect(
    declared(place, check).map((each) => each.replace(/^expectation-unknown-check: /, '')),
  ).toEqual([expected]);
});
