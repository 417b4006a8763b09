import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { NO_TERMS } from '../../../src/core/expectation/declaration/terms.ts';
import {
  parseColumnExpectations,
  parseDataTests,
  parseNodeExpectations,
} from '../../../src/core/expectation/parse-expectations.ts';
import { parseYaml } from '../../../src/core/project/parse-yaml.ts';
import { declare, declared, format } from './declare.ts';

const ABOUT = {
  kind: 'model',
  name: 'users',
  location: { file: 'e.yml', line: 1, column: 1, length: 1 },
} as const;

function yaml(text: string) {
  const problems = new Problems();
  const value = parseYaml({ path: 'e.yml', text }, problems);
  if (value === undefined) throw new Error(problems.all.map(format).join('\n'));
  return { value, problems };
}

test('a block is read with short names, aliases, bare arguments and rows', () => {
  const expectations = declared(`
model: users
table:
  - columns_to_match_set: [id, n]
  - row_count_to_be_between: {min_value: 1}
columns:
  id: [not_null, unique, {relationships: {to: orders, field: user_id}}]
  n: [non_negative, {be_between: {max_value: 744, severity: warn, mostly: 0.99}}]
rows:
  - {name: small, sql: "n < 5 or x < 10", severity: warn}
`);
  expect(expectations.map(({ id, check, column, kwargs }) => [id, check, column, kwargs])).toEqual([
    [
      'users.columns_to_match_set',
      'columns_to_match_set',
      undefined,
      { column_set: ['id', 'n'], exact_match: true },
    ],
    ['users.row_count_to_be_between', 'row_count_to_be_between', undefined, { min_value: 1 }],
    ['users.id.not_null', 'not_be_null', 'id', {}],
    ['users.id.unique', 'be_unique', 'id', {}],
    ['users.id.relationships', 'relationships', 'id', { to: 'orders', field: 'user_id' }],
    ['users.n.non_negative', 'be_between', 'n', { min_value: 0 }],
    ['users.n.be_between', 'be_between', 'n', { max_value: 744 }],
    ['small', 'expression_is_true', undefined, { expression: 'n < 5 or x < 10' }],
  ]);
  expect(expectations[4]?.reads).toEqual({ to: 'model.shop.orders' });
  expect(expectations[6]).toMatchObject({
    mostly: 0.99,
    threshold: { type: 'severity', severity: 'warn' },
    gate: true,
    location: { file: 'e.yml', line: 8, column: 22 },
  });
});

test('the full form of columns_to_match_set allows other columns, as in Great Expectations', () => {
  const [full] = declared('{model: users, table: [{columns_to_match_set: {column_set: [a]}}]}');
  expect(full?.kwargs).toEqual({ column_set: ['a'] });
});

test("a suite of Great Expectations is read as it is, with each check's own column", () => {
  const expectations = declared(`
source: crm.users
table:
  - expect_column_values_to_be_in_set: {column: n, value_set: [1, null], mostly: 0.5}
  - {expectation_type: expect_column_values_to_not_be_null, kwargs: {column: id}, meta: {a: 1}}
  - {type: expect_table_row_count_to_equal, kwargs: {value: 3}, severity: warning}
`);
  expect(expectations.map(({ id, column, kwargs }) => [id, column, kwargs])).toEqual([
    ['crm.users.n.be_in_set', 'n', { value_set: [1, null] }],
    ['crm.users.id.not_be_null', 'id', {}],
    ['crm.users.row_count_to_equal', undefined, { value: 3 }],
  ]);
  expect(expectations[2]?.threshold).toEqual({ type: 'severity', severity: 'warn' });
});

test('a block may be about several nodes, whose names then go before a given name', () => {
  const ids = declared('{model: [users, orders], columns: {id: [unique, not_null: {name: key}]}}');
  expect(ids.map((each) => each.id)).toEqual([
    'users.id.unique',
    'users.key',
    'orders.id.unique',
    'orders.key',
  ]);
});

test('limits, where, tags, owner and gate are taken', () => {
  const [expectation] = declared(`
seed: users
columns:
  n:
    - be_between:
        min_value: 0
        where: "d > '2024-01-01'"
        warn_if: "> 0"
        error_if: ">= 1.5 %"
        tags: [money]
        owner: finance
        description: no refunds
        gate: false
`);
  expect(expectation).toMatchObject({
    node: 'seed.shop.users',
    where: "d > '2024-01-01'",
    threshold: {
      type: 'limits',
      warnIf: { operator: '>', amount: 0, isPercent: false },
      errorIf: { operator: '>=', amount: 1.5, isPercent: true },
    },
    tags: ['money'],
    owner: 'finance',
    description: 'no refunds',
    gate: false,
  });
});

test('numbers keep every digit that JavaScript would lose', () => {
  const [expectation] = declared(
    '{model: users, columns: {n: [be_in_set: [1, 12345678901234567890, 0.12345678901234567, 1.50, 0x10]]}}',
  );
  expect(expectation?.kwargs).toEqual({
    value_set: [1, '12345678901234567890', '0.12345678901234567', 1.5, 16],
  });
});

test('all mistakes are reported at once, each at its place', () => {
  const { problems } = declare(`
model: users
tabel: []
table:
  - row_count_to_equal: 0.5
  - be_unique
  - expect_column_values_to_not_be_null
columns:
  n:
    - be_betwen: {min_value: 1}
    - be_between: {min_valeu: 1}
    - be_between: {min_value: 2, max_value: 1}
    - be_between: {}
    - be_between: [0, 10]
    - be_in_set: 5
    - be_in_set
    - not_be_in_set: {value_set: null}
    - not_null: {mostly: 1.1, severity: fatal, warn_if: lots}
    - unique: {group_by: 5, on_fail: move}
    - min_to_be_between: {min_value: 1, mostly: 0.5}
    - 5
rows:
  - {name: a}
`);
  expect(problems).toEqual([
    '3:1 config-unknown-key: an expectation has no key "tabel" (did you mean "table"?)',
    '5:25 expectation-argument: "value" must be a whole number, not 0.5',
    '6:5 expectation-unknown-check: there is no check named "be_unique" here ("be_unique" belongs under "columns:")',
    '7:5 expectation-argument: "not_be_null" needs the argument "column" (add "column", or declare it under "columns:")',
    '21:7 expectation-argument: an item must be a check or a map of one check, not 5',
    '10:7 expectation-unknown-check: there is no check named "be_betwen" here (did you mean "be_between"?)',
    '11:20 expectation-argument: "be_between" takes no argument "min_valeu" (did you mean "min_value"?)',
    '12:31 expectation-argument: "min_value" must not be above "max_value", but 2 is above 1',
    '13:7 expectation-argument: one of "min_value" and "max_value" is required',
    '14:19 expectation-argument: "be_between" has no one argument that a list could stand for (name them: {min_value: …})',
    '15:18 expectation-argument: "value_set" must be a list of values, not 5',
    '16:7 expectation-argument: "be_in_set" needs the argument "value_set": the allowed values; of an empty list none is, of null any',
    '17:34 expectation-argument: "value_set" must be a list of values, not null',
    '18:41 expectation-argument: "severity" must be error or warn, not "fatal"',
    '18:26 expectation-argument: "mostly" must be a share between 0 and 1, not 1.1',
    '18:57 expectation-argument: "warn_if" must be a limit such as "> 10" or "> 1%", not "lots"',
    '18:18 expectation-argument: "mostly" and "warn_if" both set a limit (keep one of them)',
    '19:26 expectation-argument: "group_by" must be a column or a list of columns, not 5',
    '19:38 expectation-argument: "on_fail" must be quarantine, not "move"',
    '20:41 expectation-argument: "mostly" counts rows, and min_to_be_between has none',
    '23:5 expectation-argument: "rows" needs the argument "sql": a condition in SQL over the columns',
  ]);
});

test.each([
  ['true) or (true', 'a ")" closes nothing'],
  ['n > 0; drop table users', 'it holds a ";"'],
  ["id = 'a", "a quote ' is not closed"],
  ["id = E'a\\'", "a quote ' is not closed"],
  ['"id = 1', 'a quote " is not closed'],
  ['n > 0 /* why', 'a comment /* is not closed'],
  ['(n > 0', 'a ")" is missing'],
  ['id = $a$x', '$a$x is not closed'],
  ['-- nothing', 'it is empty'],
])('the condition %s is refused: %s', (sql, problem) => {
  const { problems } = declare(
    `{model: users, rows: [{name: a, sql: ${JSON.stringify(sql)}}], columns: {n: [not_null: {where: ${JSON.stringify(sql)}}]}}`,
  );
  expect(problems.map((each) => each.replace(/^\S+ /, ''))).toEqual([
    `expectation-sql: the SQL of "sql" does not stand alone: ${problem}`,
    `expectation-sql: the SQL of "where" does not stand alone: ${problem}`,
  ]);
});

test.each(["id = ')'", 'n > 0 -- )', 'n > 0 /* ( */', '"a)b" > 0', 'id = $$;($$'])(
  'the condition %s stands alone',
  (sql) => {
    const text = `{model: users, rows: [{name: a, sql: ${JSON.stringify(sql)}}]}`;
    expect(declared(text)[0]?.kwargs).toEqual({ expression: sql });
  },
);

test('bounds that no computed value can meet are a warning, and fail when checked', () => {
  const { expectations, problems } = declare(
    '{model: users, table: [row_count_to_be_between: {min_value: 2, max_value: 1}]}',
  );
  expect(expectations).toHaveLength(1);
  expect(problems).toEqual([
    '1:61 expectation-argument: "min_value" must not be above "max_value", but 2 is above 1',
  ]);
});

test('a block must say what it is about', () => {
  expect(declare('{table: []}').problems).toEqual([
    '1:1 config-missing-key: an expectation must name a "model", "seed" or "source"',
  ]);
  expect(declare('{model: users, seed: users}').problems).toEqual([
    '1:16 config-value: an expectation is about a model or a seed, not both (make two items of it)',
  ]);
});

test("dbt's tests of a column are read with their config, arguments and thresholds", () => {
  const { value, problems } = yaml(`
- unique:
    config: {where: "n > 0", severity: warn}
- not_null:
    warn_if: ">10"
- accepted_values:
    arguments: {values: [a, b]}
    config: {error_if: ">5", tags: t}
- relationships: {to: "ref('orders')", field: id}
- {name: other, test_name: relationships, to: "source('crm', 'users')", field: id}
- not_null: {enabled: false}
- unique: {limit: 3, error_if: "> 2"}
- accepted_values: {values: [1], quote: false, alias: a, fail_calc: null}
- unique: {limit: -1}
- unique: {fail_calc: sum(n)}
`);
  const read = parseDataTests(value, ABOUT, 'id', NO_TERMS, problems);
  expect(read.map(({ title, kwargs, where, name }) => [title, kwargs, where, name])).toEqual([
    ['unique', {}, 'n > 0', undefined],
    ['not_null', {}, undefined, undefined],
    ['accepted_values', { value_set: ['a', 'b'] }, undefined, undefined],
    ['relationships', { to: "ref('orders')", field: 'id' }, undefined, undefined],
    ['relationships', { to: "source('crm', 'users')", field: 'id' }, undefined, 'other'],
    ['unique', {}, undefined, undefined],
    ['accepted_values', { value_set: [1] }, undefined, undefined],
  ]);
  expect(read.map((each) => each.limit)).toEqual([...Array(5).fill(undefined), 3, undefined]);
  expect(read.map((each) => each.reads['to']?.name)).toEqual([
    undefined,
    undefined,
    undefined,
    'orders',
    'crm.users',
    undefined,
    undefined,
  ]);
  const anyRow = { operator: '!=', amount: 0, isPercent: false };
  expect(read.slice(0, 3).map((each) => each.threshold)).toEqual([
    { type: 'severity', severity: 'warn' },
    { type: 'limits', warnIf: { operator: '>', amount: 10, isPercent: false }, errorIf: anyRow },
    { type: 'limits', warnIf: anyRow, errorIf: { operator: '>', amount: 5, isPercent: false } },
  ]);
  expect(problems.all.map(format)).toEqual([
    '14:19 expectation-argument: "limit" must be a whole number that is not negative, not -1',
    '15:12 expectation-argument: "fail_calc" is computed over the rows of a test, and be_unique is none: it counts rows',
  ]);
});

test('in place, a list is about the table and a map has the parts of a block', () => {
  const list = yaml('[row_count_to_be_between: {min_value: 1}]');
  expect(
    parseNodeExpectations(list.value, ABOUT, NO_TERMS, list.problems).map((each) => each.title),
  ).toEqual(['row_count_to_be_between']);
  const map = yaml('{columns: {id: [unique]}, rows: ["n > 0"]}');
  expect(
    parseNodeExpectations(map.value, ABOUT, NO_TERMS, map.problems).map((each) => each.title),
  ).toEqual(['unique', 'rows']);
  const column = yaml('[unique, not_null]');
  const read = parseColumnExpectations(column.value, ABOUT, 'id', NO_TERMS, column.problems);
  expect(read.map(({ column, title }) => [column, title])).toEqual([
    ['id', 'unique'],
    ['id', 'not_null'],
  ]);
});

test('a list of patterns must hold patterns', () => {
  const { expectations, problems } = declare(`
model: users
columns:
  name:
    - match_regex_list: []
    - not_match_like_pattern_list: ["a%", 5]
    - match_like_pattern_list: {like_pattern_list: ["a%"], match_on: both}
`);
  expect(expectations).toEqual([]);
  expect(problems).toMatchInlineSnapshot(`
    [
      "5:25 expectation-argument: "regex_list" must name a pattern",
      "6:36 expectation-argument: "like_pattern_list" must hold texts, and 5 is none: put it in quotes",
      "7:70 expectation-argument: "match_on" must be any or all, not "both" (there are "any", "all")",
    ]
  `);
});

test('what older and newer suites say beside the outcome is passed over', () => {
  const beside = [
    'meta: {a: 1}',
    'notes: [x]',
    'id: 5d1c',
    'ge_cloud_id: null',
    'batch_id: b',
    'rendered_content: []',
    'expectation_context: {description: x}',
    'success_on_last_run: true',
    'result_format: {result_format: COMPLETE}',
    'output_strftime_format: "%Y"',
    'include_config: true',
    'include_rendered_content: false',
    'catch_exceptions: true',
    'interactive_evaluation: true',
    'auto: true',
    'profiler_config: {name: x}',
    'allow_cross_type_comparisons: true',
    'parse_strings_as_datetimes: true',
    'windows: null',
  ];
  const [found] = declared(
    `{model: users, table: [{expect_column_values_to_be_unique: {column: id, ${beside.join(', ')}}}]}`,
  );
  expect(found).toMatchObject({ check: 'be_unique', column: 'id', kwargs: {}, mostly: 1 });
});

test('bounds that GX Cloud would learn are refused, not passed over', () => {
  const { problems } = declare(
    '{model: users, table: [{expect_column_max_to_be_between: {column: n, windows: [{range: 5}]}}]}',
  );
  expect(problems).toEqual([
    '1:70 expectation-argument: "windows" is not taken: give the bounds themselves',
  ]);
});

test('in data_tests a row_condition is SQL, as in the packages of dbt', () => {
  const { value, problems } = yaml(`- unique: {row_condition: "lower(kind) = 'a'", where: n > 1}`);
  const [found] = parseDataTests(value, ABOUT, 'id', NO_TERMS, problems);
  expect(problems.all).toEqual([]);
  expect(found?.where).toBe("(n > 1) and (lower(kind) = 'a')");
});
