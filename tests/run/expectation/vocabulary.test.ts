import { expect, test } from 'vitest';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase, summary } from './checked.ts';

const USERS = `
create table users (id int, n int, m int, x float8, name text, doc text, j jsonb, day date, b boolean, c boolean, hi int);
create table orders (user_id int, n int, state text);
insert into users values
  (1, 1, 1, 1, '2024-01-31', '{"a": 1, "tags": ["x"]}', '{"a": 1}', '2024-01-01', true, false, 2),
  (2, 2, 3, 2, '2024-02-30', '{"a": "1"}', '{"a": 2.5}', '2024-02-01', true, true, 3),
  (3, 2, null, 3, '31/01/2024', '[1', '[]', '2024-03-01', false, null, 3),
  (4, null, null, 100, null, null, null, null, null, false, 5);
insert into orders values (1, 1, 'paid'), (2, 2, 'open'), (9, null, 'paid')`;

/** Each check beside what it finds: it holds, it does not, NULLs are in it. */
const CASES: Readonly<Record<string, string>> = {
  'n: be_of_type: INTEGER': 'pass "integer"',
  'n: be_of_type: text': 'fail "integer"',
  'n: be_in_type_list: [bigint, int4]': 'pass "integer"',
  'n: be_in_type_list: [bigint]': 'fail "integer"',
  'n: be_increasing: [id]': 'pass 4/1/0',
  'n: be_increasing: {order_by: [id], strictly: true}': 'fail 4/1/1 [2]',
  'n: be_decreasing: [id]': 'fail 4/1/1 [2]',
  'n: be_increasing': 'pass 4/1/0',
  'name: be_dateutil_parseable': 'fail 4/1/2 ["2024-02-30","31/01/2024"]',
  'name: match_strftime_format: "%Y-%m-%d"': 'fail 4/1/2 ["2024-02-30","31/01/2024"]',
  'name: match_strftime_format: "%d/%m/%Y"': 'fail 4/1/2 ["2024-01-31","2024-02-30"]',
  'doc: be_json_parseable': 'fail 4/1/1 ["[1"]',
  'j: be_json_parseable': 'pass 4/1/0',
  'n: be_json_parseable': 'fail 4/1/3 [1,2,2]',
  'doc: match_json_schema: {json_schema: {type: object, properties: {a: {type: integer}, tags: {items: {type: string}}}}}':
    'fail 4/1/2 ["{\\"a\\": \\"1\\"}","[1"]',
  'j: match_json_schema: {json_schema: {required: [a], properties: {a: {multipleOf: 0.5}}}}':
    'pass 4/1/0',
  'j: match_json_schema: {json_schema: {anyOf: [{type: array, maxItems: 0}, {type: object, additionalProperties: false}]}}':
    'fail 4/1/2 [{"a":1},{"a":2.5}]',
  'x: value_z_scores_to_be_less_than: {threshold: 1.4, double_sided: true}': 'fail 4/0/1 [100]',
  'x: value_z_scores_to_be_less_than: 3': 'pass 4/0/0',
  'x: not_be_outliers': 'fail 4/0/1 [100]',
  'x: not_be_outliers: {method: std, multiplier: 2}': 'pass 4/0/0',
  'x: not_be_outliers: {multiplier: 0}': 'fail 4/0/2 [1,100]',
  'x: median_to_be_between: {min_value: 2.5, max_value: 2.5}': 'pass 2.5',
  'day: median_to_be_between: {max_value: 2024-01-31}': 'fail "2024-02-01"',
  'x: quantile_values_to_be_between: {quantile_ranges: {quantiles: [0, 1], value_ranges: [[1, 1], [null, 50]]}}':
    'fail {"quantiles":[0,1],"values":[1,100]}',
  'n: proportion_of_unique_values_to_be_between: {max_value: 0.5}': 'fail 0.6666666666666666',
  'n: proportion_of_non_null_values_to_be_between: {min_value: 0.75}': 'pass 0.75',
  'n: distinct_values_to_contain_set: [1, 3]': 'fail [1,2]',
  'n: distinct_values_to_contain_set: [1]': 'pass [1,2]',
  'n: distinct_values_to_equal_set: [1, 2]': 'pass [1,2]',
  'n: distinct_values_to_equal_set: [1, 3]': 'fail [1,2] [2]',
  'n: most_common_value_to_be_in_set: [2]': 'pass [2]',
  'm: most_common_value_to_be_in_set: [1]': 'fail [1,3]',
  'm: most_common_value_to_be_in_set: {value_set: [1], ties_okay: true}': 'pass [1,3]',
  'b: kl_divergence_to_be_less_than: {partition_object: {values: [true, false], weights: [0.5, 0.5]}, threshold: 0.01}':
    'fail 0.056633012265132426',
  'x: kl_divergence_to_be_less_than: {partition_object: {bins: [0, 2, 200], weights: [0.25, 0.75]}, threshold: 0.01}':
    'pass 0',
  'x: kl_divergence_to_be_less_than: {partition_object: {values: [1, 2], weights: [0.5, 0.5]}, tail_weight_holdout: 0.5, threshold: 1}':
    'pass 0',
  'n: relationships: {to: orders, field: n}': 'pass 4/1/0',
  'n: relationships: {to: orders, field: n, to_where: "state = \'paid\'"}': 'fail 4/1/2 [2,2]',
  'table: compound_relationships: {column_list: [id, n], to: orders, fields: [user_id, n]}':
    'fail 4/1/1 [{"id":3,"n":2}]',
  'table: column_pair_values_to_be_equal: {column_A: n, column_B: m}':
    'fail 4/1/2 [[2,3],[2,null]]',
  'table: column_pair_values_to_be_equal: {column_A: n, column_B: m, ignore_row_if: neither}':
    'fail 4/0/3 [[2,3],[2,null],[null,null]]',
  'table: column_pair_values_to_be_in_set: {column_A: n, column_B: m, value_pairs_set: [[1, 1], [2, null]]}':
    'fail 4/1/1 [[2,3]]',
  'table: column_pair_values_a_to_be_greater_than_b: {column_A: n, column_B: m, or_equal: true, ignore_row_if: neither}':
    'fail 4/0/2 [[2,3],[2,null]]',
  'table: multicolumn_sum_to_equal: {column_list: [n, m], sum_total: 2}':
    'fail 4/2/1 [{"n":2,"m":3}]',
  'table: multicolumn_sum_to_equal: {column_list: [n, m], sum_total: 2, ignore_row_if: never}':
    'fail 4/0/3 [{"n":2,"m":3},{"n":2,"m":null},{"n":null,"m":null}]',
  'table: multicolumn_values_to_be_equal: [n, m]': 'fail 4/1/2 [{"n":2,"m":3},{"n":2,"m":null}]',
  'table: multicolumn_values_to_be_equal: {column_list: [n, m], ignore_row_if: never}':
    'fail 4/0/2 [{"n":2,"m":3},{"n":2,"m":null}]',
  'table: select_column_values_to_be_unique_within_record: [n, m]': 'fail 4/1/1 [{"n":1,"m":1}]',
  'table: column_count_to_be_between: {min_value: 9}': 'pass 11',
  'table: column_count_to_be_between: {max_value: 11, strict_max: true}': 'fail 11',
  'table: column_count_to_equal: 8': 'fail 11',
  'table: row_count_to_equal_other_table: orders': 'fail {"self":4,"other":3}',
  'table: row_count_to_equal_other_table: {other_table_name: orders, tolerance: 1}':
    'pass {"self":4,"other":3}',
  'n: not_constant': 'pass 2',
  'n: {not_constant: {where: n = 2}}': 'fail 1',
  'm: at_least_one': 'pass 2',
  'm: {at_least_one: {where: id > 2}}': 'fail 0',
  'n: sequential_values': 'fail 4/1/1 [2]',
  'id: sequential_values: 1': 'pass 4/0/0',
  'day: sequential_values: {datepart: month}': 'pass 4/1/0',
  'day: no_missing_buckets: month': 'pass 0',
  'day: no_missing_buckets: {datepart: month, to: 2024-05-31}':
    'fail 2 [{"bucket":"2024-04-01T00:00:00"},{"bucket":"2024-05-01T00:00:00"}]',
  'day: {no_missing_buckets: {datepart: week, from: 2024-02-01, to: 2024-02-12}}':
    'fail 2 [{"bucket":"2024-02-05T00:00:00"},{"bucket":"2024-02-12T00:00:00"}]',
  'table: flags_to_be_mutually_exclusive: [b, c]': 'fail 4/0/1 [{"b":true,"c":true}]',
  'table: flags_to_be_mutually_exclusive: {column_list: [b, c], exactly_one: true}':
    'fail 4/0/3 [{"b":true,"c":true},{"b":false,"c":null},{"b":null,"c":false}]',
  'table: mutually_exclusive_ranges: {lower_bound_column: id, upper_bound_column: hi}':
    'fail 4/0/1 [{"id":3,"hi":3}]',
  'table: mutually_exclusive_ranges: {lower_bound_column: id, upper_bound_column: hi, zero_length_range_allowed: true}':
    'pass 4/0/0',
  'table: mutually_exclusive_ranges: {lower_bound_column: n, upper_bound_column: hi}':
    'fail 4/1/1 [{"n":2,"hi":3}]',
  'table: recency: {field: day, datepart: month, interval: 1}': 'pass "2024-03-01"',
  'table: {recency: {field: day, datepart: day, interval: 29, where: id < 2}}': 'fail "2024-01-01"',
  'table: {recency: {field: day, datepart: day, interval: 30, where: id < 2}}': 'pass "2024-01-01"',
  'table: aggregation_to_be_between: {expression: sum(n), min_value: 5, max_value: 5}': 'pass 5',
  'table: aggregation_to_be_between: {expression: sum(n), max_value: 5, strict_max: true}':
    'fail 5',
  'table: {aggregation_to_be_between: {expression: count(users.n), max_value: 1, where: id < 2}}':
    'pass 1',
  'table: {aggregation_to_be_between: {expression: avg(n), min_value: 0, where: id > 3}}':
    'fail null',
  'table: {aggregation_to_be_between: {expression: count(*) -- all, max_value: 3, group_by: n}}':
    'pass',
  'table: aggregation_to_be_between: sum(name)':
    'error function sum(text) does not exist (SQLSTATE 42883)',
  'table: aggregation_to_be_between: n':
    'error column "users.n" must appear in the GROUP BY clause or be used in an aggregate function (SQLSTATE 42803)',
  'table: {row_count_to_be_between: {history: {within: 1}}}': 'pass 4',
  'n: {not_null: {history: {max_rise: 1}}}': 'pass 4/0/1 [null]',
  'table: columns_to_match_last_run':
    'pass [{"name":"id","type":"integer"},{"name":"n","type":"integer"},{"name":"m","type":"integer"},{"name":"x","type":"double precision"},{"name":"name","type":"text"},{"name":"doc","type":"text"},{"name":"j","type":"jsonb"},{"name":"day","type":"date"},{"name":"b","type":"boolean"},{"name":"c","type":"boolean"},{"name":"hi","type":"integer"}]',
  'table: aggregation_to_equal_other_table: {expression: sum(n), compare_model: orders}':
    'fail {"self":5,"other":3}',
  'table: aggregation_to_equal_other_table: {expression: sum(n), compare_model: orders, tolerance_percent: 70}':
    'pass {"self":5,"other":3}',
  'table: aggregation_to_equal_other_table: {expression: count(id), compare_model: orders, compare_expression: "count(*) + 1"}':
    'pass {"self":4,"other":4}',
  'table: rows_to_equal_other_table: {compare_model: orders, key: [n], compare_columns: [n]}':
    'fail 1 {"missing":0,"extra":1,"changed":0} [{"n":2,"difference":"extra"}]',
  'table: columns_to_match_schema: {schema: {id: int, n: bigint}, allow_extra: true}':
    'fail {"id":"integer","n":"integer","m":"integer","x":"double precision","name":"text","doc":"text","j":"jsonb","day":"date","b":"boolean","c":"boolean","hi":"integer"}',
  'table: columns_to_match_schema: {schema: {id: int}, allow_extra: true, forbidden: ["*z"]}':
    'pass {"id":"integer","n":"integer","m":"integer","x":"double precision","name":"text","doc":"text","j":"jsonb","day":"date","b":"boolean","c":"boolean","hi":"integer"}',
  'table: query_results_to_match_comparison: {base_query: "select id from {batch}", comparison_query: "select user_id from {to}", to: orders}':
    'fail 2 {"matches":2,"base":4,"comparison":3} [{"id":3},{"id":4}]',
  'table: query_results_to_match_comparison: {base_query: "select id from {batch} where id < 3", comparison_query: "select user_id from {to}", to: orders}':
    'fail 1 {"matches":2,"base":2,"comparison":3}',
  'table: query_results_to_match_comparison: {base_query: "select n from {batch} where id < 3", comparison_query: "values (2), (1)"}':
    'pass {"matches":2,"base":2,"comparison":2}',
};

test('each check of the vocabulary holds, does not hold, and says what it does with NULL', async () => {
  await using database = await openDatabase(USERS);
  const found: Record<string, string> = {};
  for (const text of Object.keys(CASES)) {
    const [, place = '', check_ = ''] = /^(\w+): (.*)$/s.exec(text) ?? [];
    const [name = '', ...rest] = check_.split(': ');
    const isSpelled = rest.length === 0 || check_.startsWith('{');
    const given = isSpelled ? check_ : `{${name}: ${rest.join(': ')}}`;
    const block = place === 'table' ? `table: [${given}]` : `columns: {${place}: [${given}]}`;
    const [result] = await check(database.session, declared(`{model: users, ${block}}`));
    if (result === undefined) throw new Error(`${text} declares nothing`);
    found[text] = summary({ ...result, id: '' }).trim();
  }
  expect(found).toEqual(CASES);
});

const WRONG_TYPES: Readonly<Record<string, string>> = {
  'value_z_scores_to_be_less_than: 3': 'column "name" must hold numbers, but is text',
  not_be_outliers: 'column "name" must hold numbers, but is text',
  'median_to_be_between: {min_value: 1}':
    'column "name" must hold numbers or dates or timestamps, but is text',
  'quantile_values_to_be_between: {quantile_ranges: {quantiles: [0.5], value_ranges: [[0, 1]]}}':
    'column "name" must hold numbers, but is text',
  'kl_divergence_to_be_less_than: {partition_object: {bins: [0, 1], weights: [1]}, threshold: 1}':
    'column "name" must hold numbers, but is text',
  'be_increasing: [nope]':
    'there is no column "nope" in public.users; there are "id", "n", "m", "x", "name", "doc", "j", "day", "b", "c", "hi"',
  'relationships: {to: orders, field: nope}': 'column "nope" does not exist (SQLSTATE 42703)',
  'not_null: {group_by: [region]}':
    'there is no column "region" in public.users; there are "id", "n", "m", "x", "name", "doc", "j", "day", "b", "c", "hi"',
};

test('what cannot be asked of a column is an error, and says so', async () => {
  await using database = await openDatabase(USERS);
  const found: Record<string, string | undefined> = {};
  for (const text of Object.keys(WRONG_TYPES)) {
    const [name = '', ...rest] = text.split(': ');
    const given = rest.length === 0 ? name : `{${name}: ${rest.join(': ')}}`;
    const [result] = await check(
      database.session,
      declared(`{model: users, columns: {name: [${given}]}}`),
    );
    expect(result?.status).toBe('error');
    found[text] = result?.message;
  }
  expect(found).toEqual(WRONG_TYPES);
});

test('without keys an order has to be given', async () => {
  await using database = await openDatabase(USERS);
  const [result] = await check(
    database.session,
    declared('{model: users, columns: {n: [be_increasing]}}'),
    { keys: [] },
  );
  expect(result?.message).toBe(
    'nothing says in which order "n" is looked at; give it: order_by: [created_at]',
  );
});

test('another relation is counted group by group too', async () => {
  await using database = await openDatabase(`
    create table users (id int, region text);
    create table orders (region text);
    insert into users values (1, 'a'), (2, 'a'), (3, 'b'), (4, null);
    insert into orders values ('a'), ('a'), (null), (null)`);
  const [result] = await check(
    database.session,
    declared(
      '{model: users, table: [{row_count_to_equal_other_table: {other_table_name: orders, group_by: region}}]}',
    ),
  );
  expect(
    result?.groups.map(({ group, status, observedValue }) => [group, status, observedValue]),
  ).toEqual([
    [{ region: 'b' }, 'fail', { self: 1, other: 0 }],
    [{ region: null }, 'fail', { self: 1, other: 2 }],
    [{ region: 'a' }, 'pass', { self: 2, other: 2 }],
  ]);
  expect(result?.message).toBe(
    '2 of 3 groups do not hold; region=b: there are 1 rows, expected 0; region=null: there are 1 rows, expected 2',
  );
});

test('rows are compared by value: 1.50 is 1.5, and a second row of a key is one more', async () => {
  await using database = await openDatabase(`
    create table users (id int, x numeric);
    create table orders (id int, x numeric);
    insert into users values (1, 1.50), (2, 2), (3, 3), (3, 3);
    insert into orders values (1, 1.5), (2, 2.5), (3, 3), (4, null)`);
  const [result] = await check(
    database.session,
    declared('{model: users, table: [rows_to_equal_other_table: orders]}'),
  );
  expect(result?.observedValue).toEqual({ missing: 1, extra: 1, changed: 1 });
  expect(result?.partialUnexpectedList).toEqual([
    { id: 2, difference: 'changed' },
    { id: 3, difference: 'extra' },
    { id: 4, difference: 'missing' },
  ]);
});
