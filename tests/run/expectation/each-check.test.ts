import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Json } from '../../../src/core/diagnostics/json.ts';
import { CHECKS } from '../../../src/core/expectation/registry.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase, summary } from './checked.ts';

/** The fourth row is NULL wherever a check below looks; `void` has no row, `odd` no type that anything takes. */
const TABLES = `
create table users (id int, n int, m int, name text, doc text, day date, b boolean, c boolean, odd point, hi int);
create table orders (user_id int, n int, state text);
insert into users values
  (1, 1, 1, '2024-01-31', '{"a": 1}', '2024-01-01', true, false, '(1,2)', 2),
  (2, 2, 3, '2024-02-30', '{"a": 2}', '2024-02-01', false, false, '(1,2)', 3),
  (3, 2, 4, '31/01/2024', '[1]', '2024-03-01', true, false, '(1,2)', 4),
  (4, null, null, null, null, null, null, null, null, null);
insert into orders values (1, 1, 'paid'), (2, 2, 'open'), (3, 2, 'open'), (9, null, 'paid')`;

interface Cases {
  /** The place and the arguments with which it holds; the same is asked of the row of NULLs. */
  readonly holds: string;
  readonly fails: string;
  /** What it observed when it last held, where that is what it is held against. */
  readonly accepted?: Json;
  /** Where it cannot be asked: of another type, or of a column that is not there. */
  readonly wrong: string;
}

const EACH: Readonly<Record<string, Cases>> = {
  columns_to_match_set: {
    holds: 'table: [id, n]',
    fails: 'table: {column_set: [id, n], exact_match: true}',
    wrong: 'none',
  },
  columns_to_match_ordered_list: {
    holds: 'table: [id, n, m, name, doc, day, b, c, odd, hi]',
    fails: 'table: [n, id, m, name, doc, day, b, c, odd, hi]',
    wrong: 'none',
  },
  columns_to_match_schema: {
    holds: 'table: {schema: {id: int, odd: point}, allow_extra: true}',
    fails: 'table: {schema: {id: bigint}, allow_extra: true}',
    wrong: 'none',
  },
  column_count_to_be_between: {
    holds: 'table: {min_value: 10, max_value: 10}',
    fails: 'table: {max_value: 9}',
    wrong: 'none',
  },
  column_count_to_equal: { holds: 'table: 10', fails: 'table: 9', wrong: 'none' },
  to_exist: { holds: 'id: {column_index: 0}', fails: 'zz:', wrong: 'none' },
  be_of_type: { holds: 'n: integer', fails: 'n: text', wrong: 'zz: integer' },
  type_to_be: { holds: 'n: integer', fails: 'n: text', wrong: 'zz: integer' },
  be_in_type_list: { holds: 'n: [int, text]', fails: 'n: [text]', wrong: 'zz: [text]' },
  row_count_to_be_between: {
    holds: 'table: {min_value: 1}',
    fails: 'table: {max_value: 3}',
    wrong: 'table: {max_value: 3, where: zz > 1}',
  },
  row_count_to_equal: {
    holds: 'table: 4',
    fails: 'table: 5',
    wrong: 'table: {value: 4, where: n}',
  },
  row_count_to_equal_other_table: {
    holds: 'table: orders',
    fails: 'table: {other_table_name: orders, factor: 2}',
    wrong: 'table: {other_table_name: orders, other_where: zz > 1}',
  },
  columns_to_match_last_run: {
    holds: 'table: {allow_added: true, allow_dropped: true, allow_retyped: true}',
    fails: 'table:',
    accepted: [
      { name: 'id', type: 'bigint' },
      { name: 'gone', type: 'text' },
    ],
    wrong: 'none',
  },
  aggregation_to_be_between: {
    holds: 'table: {expression: avg(n), min_value: 1, max_value: 2}',
    fails: 'table: {expression: avg(n), max_value: 1}',
    wrong: 'table: n',
  },
  aggregation_to_equal_other_table: {
    holds: 'table: {expression: sum(n), compare_model: orders}',
    fails: 'table: {expression: max(id), compare_model: orders, compare_expression: max(user_id)}',
    wrong: 'table: {expression: sum(name), compare_model: orders}',
  },
  rows_to_equal_other_table: {
    holds: 'table: {compare_model: orders, key: [n], compare_columns: [n]}',
    fails: 'table: {compare_model: orders, key: [n], compare_where: n = 1, compare_columns: [n]}',
    wrong: 'table: {compare_model: orders, key: [name]}',
  },
  not_be_null: { holds: 'id:', fails: 'n:', wrong: 'zz:' },
  at_least_one: { holds: 'n:', fails: 'n: {where: id > 3}', wrong: 'zz:' },
  be_null: { holds: 'n: {where: id > 3}', fails: 'n:', wrong: 'zz:' },
  be_unique: { holds: 'm:', fails: 'n:', wrong: 'odd:' },
  compound_columns_to_be_unique: {
    holds: 'table: [n, m]',
    fails: 'table: [n, c]',
    wrong: 'table: [odd]',
  },
  select_column_values_to_be_unique_within_record: {
    holds: 'table: {column_list: [n, m], where: id > 1}',
    fails: 'table: [n, m]',
    wrong: 'table: [n, name]',
  },
  be_between: {
    holds: 'n: {min_value: 1}',
    fails: 'n: {max_value: 1}',
    wrong: 'odd: {max_value: 1}',
  },
  be_in_set: { holds: 'n: [1, 2]', fails: 'n: [1]', wrong: 'odd: [1]' },
  not_be_in_set: { holds: 'n: [3]', fails: 'n: [2]', wrong: 'odd: [1]' },
  match_regex: { holds: 'name: "\\\\d"', fails: 'name: ^2', wrong: 'name: "("' },
  not_match_regex: { holds: 'name: x', fails: 'name: ^2', wrong: 'name: "["' },
  match_regex_list: { holds: 'name: [^2, ^3]', fails: 'name: [^2]', wrong: 'name: ["("]' },
  not_match_regex_list: { holds: 'name: [x]', fails: 'name: [x, ^2]', wrong: 'name: ["("]' },
  match_like_pattern: { holds: 'name: "%2024%"', fails: 'name: "2024%"', wrong: 'name: "2%\\\\"' },
  not_match_like_pattern: { holds: 'name: "x%"', fails: 'name: "2024%"', wrong: 'name: "2%\\\\"' },
  match_like_pattern_list: {
    holds: 'name: ["2024%", "31%"]',
    fails: 'name: ["2024%"]',
    wrong: 'name: ["2%\\\\"]',
  },
  not_match_like_pattern_list: {
    holds: 'name: ["x%"]',
    fails: 'name: ["x%", "31%"]',
    wrong: 'name: ["2%\\\\"]',
  },
  match_strftime_format: {
    holds: 'name: {strftime_format: "%Y-%m-%d", mostly: 0.3}',
    fails: 'name: "%Y-%m-%d"',
    wrong: 'zz: "%Y"',
  },
  be_dateutil_parseable: { holds: 'name: {mostly: 0.3}', fails: 'name:', wrong: 'zz:' },
  be_json_parseable: { holds: 'doc:', fails: 'name:', wrong: 'zz:' },
  match_json_schema: {
    holds: 'doc: {json_schema: {type: [object, array]}}',
    fails: 'doc: {json_schema: {type: object}}',
    wrong: 'zz: {json_schema: {type: object}}',
  },
  value_lengths_to_be_between: {
    holds: 'name: {min_value: 10}',
    fails: 'name: {max_value: 9}',
    wrong: 'zz: {max_value: 9}',
  },
  value_lengths_to_equal: { holds: 'name: 10', fails: 'name: 9', wrong: 'zz: 9' },
  be_increasing: {
    holds: 'n: [id]',
    fails: 'n: {order_by: [id], strictly: true}',
    wrong: 'odd: [id]',
  },
  be_decreasing: {
    holds: 'n: {order_by: [id], where: id > 1}',
    fails: 'n: [id]',
    wrong: 'odd: [id]',
  },
  sequential_values: { holds: 'n: {where: id <> 3}', fails: 'n:', wrong: 'name:' },
  no_missing_buckets: { holds: 'day: month', fails: 'day: day', wrong: 'name: month' },
  recency: {
    holds: 'table: {field: day, datepart: month, interval: 1}',
    fails: 'table: {field: day, datepart: day, interval: 1, where: id < 2}',
    wrong: 'table: {field: name, datepart: day, interval: 1}',
  },
  mutually_exclusive_ranges: {
    holds: 'table: {lower_bound_column: id, upper_bound_column: hi, where: id < 4}',
    fails: 'table: {lower_bound_column: n, upper_bound_column: hi, where: id < 4}',
    wrong: 'table: {lower_bound_column: n, upper_bound_column: name}',
  },
  value_z_scores_to_be_less_than: { holds: 'n: 3', fails: 'n: 0.1', wrong: 'name: 3' },
  not_be_outliers: {
    holds: 'm:',
    fails: 'm: {multiplier: 0.1, method: std}',
    wrong: 'name:',
  },
  relationships: {
    holds: 'n: {to: orders, field: n}',
    fails: 'm: {to: orders, field: n}',
    wrong: 'name: {to: orders, field: n}',
  },
  compound_relationships: {
    holds: 'table: {column_list: [id, n], to: orders, fields: [user_id, n]}',
    fails: 'table: {column_list: [id, m], to: orders, fields: [user_id, n]}',
    wrong: 'table: {column_list: [id, name], to: orders, fields: [user_id, n]}',
  },
  column_pair_values_a_to_be_greater_than_b: {
    holds: 'table: {column_A: m, column_B: n, or_equal: true}',
    fails: 'table: {column_A: m, column_B: n}',
    wrong: 'table: {column_A: m, column_B: name}',
  },
  column_pair_values_to_be_equal: {
    holds: 'table: {column_A: m, column_B: n, where: id < 2 or id > 3}',
    fails: 'table: {column_A: m, column_B: n}',
    wrong: 'table: {column_A: m, column_B: name}',
  },
  column_pair_values_to_be_in_set: {
    holds: 'table: {column_A: n, column_B: m, value_pairs_set: [[1, 1], [2, 3], [2, 4]]}',
    fails: 'table: {column_A: n, column_B: m, value_pairs_set: [[1, 1], [2, 3]]}',
    wrong: 'table: {column_A: n, column_B: odd, value_pairs_set: [[1, 1]]}',
  },
  multicolumn_sum_to_equal: {
    holds: 'table: {column_list: [n, m], sum_total: 5, where: id = 2 or id = 4}',
    fails: 'table: {column_list: [n, m], sum_total: 5}',
    wrong: 'table: {column_list: [n, name], sum_total: 5}',
  },
  multicolumn_values_to_be_equal: {
    holds: 'table: {column_list: [n, m], where: id = 1 or id = 4}',
    fails: 'table: [n, m]',
    wrong: 'table: [n, name]',
  },
  flags_to_be_mutually_exclusive: {
    holds: 'table: [b, c]',
    fails: 'table: {column_list: [b, c], exactly_one: true}',
    wrong: 'table: [b, n]',
  },
  no_rows_after: {
    holds: 'table: {column: day, where: id < 2 or id > 3}',
    fails: 'table: day',
    wrong: 'table: name',
  },
  min_to_be_between: {
    holds: 'n: {min_value: 1}',
    fails: 'n: {min_value: 2}',
    wrong: 'odd: {min_value: 2}',
  },
  max_to_be_between: {
    holds: 'n: {max_value: 2}',
    fails: 'n: {max_value: 1}',
    wrong: 'odd: {max_value: 1}',
  },
  mean_to_be_between: {
    holds: 'n: {max_value: 2}',
    fails: 'n: {max_value: 1}',
    wrong: 'name: {max_value: 1}',
  },
  median_to_be_between: {
    holds: 'n: {max_value: 2}',
    fails: 'n: {max_value: 1}',
    wrong: 'name: {max_value: 1}',
  },
  sum_to_be_between: {
    holds: 'n: {max_value: 5}',
    fails: 'n: {max_value: 4}',
    wrong: 'name: {max_value: 1}',
  },
  stdev_to_be_between: {
    holds: 'n: {max_value: 1}',
    fails: 'n: {max_value: 0.1}',
    wrong: 'name: {max_value: 1}',
  },
  quantile_values_to_be_between: {
    holds: 'n: {quantile_ranges: {quantiles: [0.5], value_ranges: [[1, 2]]}}',
    fails: 'n: {quantile_ranges: {quantiles: [0.5], value_ranges: [[0, 1]]}}',
    wrong: 'name: {quantile_ranges: {quantiles: [0.5], value_ranges: [[0, 1]]}}',
  },
  unique_value_count_to_be_between: {
    holds: 'n: {max_value: 2}',
    fails: 'n: {max_value: 1}',
    wrong: 'odd: {max_value: 1}',
  },
  not_constant: { holds: 'n:', fails: 'n: {where: id > 1}', wrong: 'odd:' },
  proportion_of_unique_values_to_be_between: {
    holds: 'n: {max_value: 0.7}',
    fails: 'n: {min_value: 0.7}',
    wrong: 'odd: {min_value: 0.7}',
  },
  proportion_of_non_null_values_to_be_between: {
    holds: 'n: {min_value: 0.7}',
    fails: 'n: {min_value: 0.8}',
    wrong: 'zz: {min_value: 0.7}',
  },
  distinct_values_to_be_in_set: { holds: 'n: [1, 2, 3]', fails: 'n: [1]', wrong: 'odd: [1]' },
  distinct_values_to_contain_set: { holds: 'n: [1]', fails: 'n: [1, 3]', wrong: 'odd: [1]' },
  distinct_values_to_equal_set: { holds: 'n: [1, 2]', fails: 'n: [1, 2, 3]', wrong: 'odd: [1]' },
  most_common_value_to_be_in_set: { holds: 'n: [2]', fails: 'n: [1]', wrong: 'odd: [1]' },
  kl_divergence_to_be_less_than: {
    holds: 'n: {partition_object: {values: [1, 2], weights: [0.4, 0.6]}, threshold: 0.1}',
    fails: 'n: {partition_object: {values: [1, 2], weights: [0.9, 0.1]}, threshold: 0.1}',
    wrong: 'name: {partition_object: {bins: [0, 1], weights: [1]}, threshold: 1}',
  },
  expression_is_true: { holds: 'table: n > 0', fails: 'table: n > 1', wrong: 'table: name > 1' },
  unexpected_rows_expectation: {
    holds: 'table: select * from {batch} where n > 2',
    fails: 'table: select id from {batch} where n > 1',
    wrong: 'table: select id from {batch} where name > 1',
  },
  query_results_to_match_comparison: {
    holds:
      'table: {base_query: "select count(n) from {batch}", comparison_query: "select count(n) from {to}", to: orders}',
    fails:
      'table: {base_query: "select id from {batch}", comparison_query: "select user_id from {to}", to: orders}',
    wrong:
      'table: {base_query: "select id from {batch} where name > 1", comparison_query: "values (1)"}',
  },
};

test('the checks below are all that there are', () => {
  expect(Object.keys(EACH).sort()).toEqual(CHECKS.map(({ name }) => name).sort());
});

test('each check holds, does not, says what it does with NULL, and is an error where it cannot be asked', async () => {
  await using database = await openDatabase(TABLES);
  const lines: string[] = [];
  const wrong: string[] = [];
  for (const { name, kind } of CHECKS) {
    const cases = EACH[name];
    if (cases === undefined) throw new Error(`${name} has no cases`);
    const { accepted } = cases;
    const ask = (given: string, where?: string) =>
      outcome(database.session, { name, given, where, accepted });
    const holds = await ask(cases.holds);
    const fails = await ask(cases.fails);
    const nulls = kind === 'catalog' ? '(no rows are looked at)' : await ask(cases.holds, 'id = 4');
    const refused = cases.wrong === 'none' ? '(of any type)' : await ask(cases.wrong);
    if (!holds.startsWith('pass')) wrong.push(`${name} does not hold: ${holds}`);
    if (!fails.startsWith('fail')) wrong.push(`${name} does not fail: ${fails}`);
    if (!/^(error|\()/.test(refused)) wrong.push(`${name} is no error: ${refused}`);
    lines.push(
      name,
      `  holds  ${holds}`,
      `  fails  ${fails}`,
      `  NULL   ${nulls}`,
      `  wrong  ${refused}`,
    );
  }
  expect(wrong).toEqual([]);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('each-check.golden.txt');
});

/** What comes of `place: arguments`, of the rows that a condition chooses. */
async function outcome(
  session: Session,
  asked: {
    readonly name: string;
    readonly given: string;
    readonly where: string | undefined;
    readonly accepted: Json | undefined;
  },
): Promise<string> {
  const { name, given: text, where, accepted } = asked;
  const [, place = '', given = ''] = /^(\w+): ?(.*)$/s.exec(text) ?? [];
  const argument: unknown = parse(given);
  const kwargs = isMap(argument) ? argument : given === '' ? {} : { [principal(name)]: argument };
  const item = JSON.stringify({ [name]: where === undefined ? kwargs : { ...kwargs, where } });
  const block = place === 'table' ? `table: [${item}]` : `columns: {${place}: [${item}]}`;
  const expectations = declared(`{model: users, ${block}}`);
  const held = expectations.flatMap(({ id }) =>
    accepted === undefined ? [] : [[id, accepted] as const],
  );
  const [result] = await check(session, expectations, { accepted: new Map(held) });
  if (result === undefined) throw new Error(`${text} declares nothing`);
  return summary({ ...result, id: '' }).trim();
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function principal(name: string): string {
  const parameter = CHECKS.find((each) => each.name === name)?.principal;
  if (parameter === undefined) throw new Error(`${name} has no one argument`);
  return parameter;
}
