import { expect, test } from 'vitest';
import { declare, declared } from '../declare.ts';

const BEFORE = '{model: users, columns: {id: [{not_null: {row_condition: ';

/** The scope that a condition gives, and what is wrong with it. */
function scopeOf(condition: string, settings = ''): readonly (string | undefined)[] {
  const { expectations, problems } = declare(`${BEFORE}${condition}${settings}}}]}}`);
  return [...expectations.map(({ where }) => where), ...problems];
}

/** Where the last such piece of the condition stands; nothing: where its quotes close. */
function placeOf(piece: string, condition: string): string {
  const at = piece === '' ? condition.length - 1 : condition.lastIndexOf(piece);
  return `1:${BEFORE.length + at + 1}`;
}

test.each([
  ['col("x") > 5', '"x" > 5'],
  ['col("x") == "paid"', `"x" = 'paid'`],
  [`col('x') != 'it is "so"'`, `"x" <> 'it is "so"'`],
  ['col("x") <= -3.50e2', '"x" <= -3.50e2'],
  ['col("x").notnull()', '"x" is not null'],
  ['col("x").notNull()', '"x" is not null'],
  ['col("x").isnull()', '"x" is null'],
  ['col("sign up.day") < date("2024-01-31")', `"sign up.day" < date '2024-01-31'`],
  ['col("say ""x") == 1'.replace('""', '\\'), `"say \\x" = 1`],
  ['col("path") == "C:\\temp"', `"path" = E'C:\\\\temp'`],
  ['col("x") == "a" OR col("y") == 2', `"x" = 'a' or "y" = 2`],
  ['col("x") == 1 AND col("y") == 2 and col("z") == 3', '"x" = 1 and "y" = 2 and "z" = 3'],
  ['col("x") == 1 or col("y") == 2 and col("z") == 3', '"x" = 1 or ("y" = 2 and "z" = 3)'],
  ['(col("x") == 1 or col("y") == 2) and z == 3', '("x" = 1 or "y" = 2) and "z" = 3'],
  ['NOT (col("x") == 1 or col("y") == 2)', 'not ("x" = 1 or "y" = 2)'],
  ['not col("x") in (1, 2)', '"x" not in (1, 2)'],
  ['col("x") not in ["a", "b"]', `"x" not in ('a', 'b')`],
  ['col("x").isin([])', 'false'],
  ['col("x") not in []', 'true'],
  ['col("x") is not null && col("ok")', '"x" is not null and "ok"'],
  ['col("x") == True', '"x" = true'],
  ['0 < col("x") <= 10', '0 < "x" and "x" <= 10'],
])('%s is read whole', (condition, sql) => {
  expect(scopeOf(JSON.stringify(condition))).toEqual([sql]);
});

test.each([
  ['x != 3', '"x" is distinct from 3'],
  ['x == x', '"x" = "x"'],
  ['not x == 3', '("x" = 3) is not true'],
  [
    '`first name` == "it\'s" and y not in [1]',
    `"first name" = 'it''s' and ("y" in (1)) is not true`,
  ],
  ['~x.isna() | x.notna()', '"x" is not null or "x" is not null'],
  [`x == 'a\\'b\\\\'`, `"x" = E'a''b\\\\'`],
])('%s means what pandas means of missing values', (condition, sql) => {
  expect(scopeOf(JSON.stringify(condition), ', condition_parser: pandas')).toEqual([sql]);
});

test('a condition of Spark is SQL with names in backticks', () => {
  const condition = `"\`a b\` <> 'x' AND c IS NOT NULL OR d IN (1, 2)"`;
  expect(scopeOf(condition, ', condition_parser: spark')).toEqual([
    `("a b" <> 'x' and "c" is not null) or "d" in (1, 2)`,
  ]);
});

test('the newest form is a map, which says its type or shows it', () => {
  const condition = `
      type: or
      conditions:
      - type: and
        conditions:
          - {type: comparison, column: {name: x}, operator: ">=", parameter: 12345678901234567890.5}
          - {type: nullity, column: {name: y}, is_null: true}
      - {type: comparison, column: {name: z}, operator: IN, parameter: [a, b]}
      - {type: comparison, column: {name: z}, operator: NOT_IN, parameter: [1]}
      - {column: {name: z}, operator: "!=", parameter: true}
      - {column: {name: y}, is_null: false}
      - {type: pass_through, pass_through_filter: a != 1}
`;
  const [expectation] = declared(
    `model: users\ntable:\n- row_count_to_equal:\n    value: 1\n    row_condition:${condition}`,
  );
  expect(expectation?.where).toBe(
    '("x" >= 12345678901234567890.5 and "y" is null)' +
      ` or "z" in ('a', 'b') or "z" not in (1) or "z" <> true or "y" is not null` +
      ' or "a" is distinct from 1',
  );
});

test('with where, both hold, and neither leaves its brackets', () => {
  const condition = '"col(\\"x\\") == 1 or col(\\"y\\") == 2"';
  expect(scopeOf(condition, ', where: "z = 3 -- so"')).toEqual([
    '(z = 3 -- so\n) and ("x" = 1 or "y" = 2)',
  ]);
});

test.each(['null', '""'])('%s is no condition', (nothing) => {
  expect(scopeOf(nothing, ', condition_parser: null')).toEqual([undefined]);
});

const WHERE = '(write the condition as SQL in "where" instead)';

test.each([
  [`'col("x") == 1 OR'`, '', 'a column or a value must stand here, not its end'],
  [`'col("x") == 1 col("y") == 2'`, 'col', '"and", "or" or the end must stand here, not "col"'],
  [`'x + 1 > 3'`, '+', '"and", "or" or the end must stand here, not "+"'],
  [`'col("x") == "y'`, '"y', 'a quote " is not closed'],
  [`'x ; y'`, ';', '";" means nothing'],
  [`'col("x") == sum(3)'`, 'sum', 'there is no function "sum"'],
  [`'x.str.len() > 3'`, 'str', '"notnull()", "isnull()" or "isin()" must stand here, not "str"'],
  [`'col(x) > 3'`, 'x', 'the name of a column in quotes must stand here, not "x"'],
  [
    `'col("x") > date("2024-02-31")'`,
    '"2024',
    'date() takes a day like "2024-01-31", not "2024-02-31"',
  ],
  [`'1 == 2'`, '1', 'two values are compared, and no column'],
  [`'date("2024-01-31")'`, '', '"==", "!=", "<", "<=", ">" or ">=" must stand here, not its end'],
  [`'x in 3'`, '3', 'a list in "[…]" or "(…)" must stand here, not "3"'],
  [`'x in [y]'`, 'y', 'a number or a text must stand here, not "y"'],
  [`'(x == 1'`, '', '")" must stand here, not its end'],
  ['{type: x}', 'x', '"type" must be comparison, nullity, and, or or pass_through, not "x"'],
  ['{column: x}', '{', 'the condition needs "type"'],
  ['{type: and, conditions: []}', '[', '"conditions" must be a list of conditions'],
  ['{type: and, conditions: [3]}', '3', 'a condition must be a map with "type", not 3'],
  [
    '{type: comparison, column: x, operator: is, parameter: 1}',
    'is,',
    '"operator" must be ==, !=, <, <=, >, >=, IN or NOT_IN, not "is"',
  ],
  ['{type: comparison, column: x, operator: IN, parameter: 1}', '1', '"parameter" must be a list'],
  ['{type: nullity, column: x, is_null: 1}', '1', '"is_null" must be true or false, not 1'],
])('%s is refused at its place', (condition, piece, message) => {
  expect(scopeOf(condition)).toEqual([
    `${placeOf(piece, condition)} expectation-condition: in "row_condition", ${message} ${WHERE}`,
  ]);
});

test('what nothing can be compared with has a way out of its own', () => {
  expect(scopeOf("'x == None'")).toEqual([
    `${placeOf('None', "'x == None'")} expectation-condition: in "row_condition", nothing can be compared with None (write col("x").isnull() or col("x").notnull())`,
  ]);
  const missing = '{type: comparison, column: {name: x}, operator: ==, parameter: null}';
  expect(scopeOf(missing)).toEqual([
    `${placeOf('null', missing)} expectation-condition: in "row_condition", a number, text or a boolean must stand here, not null ("nullity" asks for missing values)`,
  ]);
});

test('an escape that pandas and Great Expectations read otherwise is refused', () => {
  const condition = `'x == "a\\n"'`;
  expect(scopeOf(condition, ', condition_parser: pandas')).toEqual([
    `${placeOf('"a', condition)} expectation-condition: in "row_condition", the escape \\n is not known ${WHERE}`,
  ]);
});

test('a language that nobody knows is refused, as is what is no condition', () => {
  expect(scopeOf("'x > 1'", ', condition_parser: polars')).toEqual([
    `${placeOf('polars', "'x > 1', condition_parser: polars")} expectation-condition: "condition_parser" must be great_expectations, pandas or spark, not "polars" ${WHERE}`,
  ]);
  expect(scopeOf('3')).toEqual([
    `${placeOf('3', '3')} expectation-condition: "row_condition" must be a condition, not 3`,
  ]);
});

test('brackets without end are refused, and end the program no other way', () => {
  const condition = `'${'('.repeat(5000)}x'`;
  expect(scopeOf(condition)).toEqual([
    `1:${BEFORE.length + 103} expectation-condition: in "row_condition", more than 100 levels are nested ${WHERE}`,
  ]);
});

test('a check that looks at no rows takes no condition', () => {
  const { problems } = declare(
    `{model: users, table: [{columns_to_match_set: {column_set: [id], row_condition: 'x > 1'}}]}`,
  );
  expect(problems).toEqual([
    '1:66 expectation-argument: "row_condition" is about rows, and columns_to_match_set looks at none',
  ]);
});
