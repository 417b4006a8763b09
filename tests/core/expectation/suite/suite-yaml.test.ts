import { expect, test } from 'vitest';
import { importSuite } from './translate.ts';

test('a suite of 0.18 becomes what a person would write', () => {
  const { yaml, untranslated } = importSuite(
    {
      data_asset_type: null,
      evaluation_parameters: { max_rows: 5000, first_day: '2024-01-01' },
      expectation_suite_name: 'users.warning',
      expectations: [
        {
          expectation_type: 'expect_table_row_count_to_be_between',
          kwargs: { min_value: 1, max_value: { $PARAMETER: 'max_rows * 2' } },
          meta: {},
        },
        {
          expectation_type: 'expect_table_columns_to_match_set',
          kwargs: { column_set: ['id', 'email', 'age'], exact_match: true },
          meta: {},
        },
        {
          expectation_type: 'expect_table_columns_to_match_set',
          kwargs: { column_set: ['id', 'email'], exact_match: false },
          meta: {},
        },
        {
          expectation_type: 'expect_column_values_to_not_be_null',
          kwargs: { column: 'id', result_format: 'BASIC', catch_exceptions: false },
          meta: { profiler_details: { success_ratio: 1 } },
        },
        {
          expectation_type: 'expect_column_values_to_be_unique',
          kwargs: { column: 'id', mostly: 1.0 },
          meta: {},
        },
        {
          expectation_type: 'expect_column_values_to_not_be_null',
          kwargs: { column: 'email', mostly: 0.95 },
          meta: {
            notes: { format: 'markdown', content: ['Some signed up by phone.'] },
            owner: 'crm team',
            tags: ['billing', 'gdpr'],
          },
        },
        {
          expectation_type: 'expect_column_values_to_match_regex',
          kwargs: {
            column: 'email',
            regex: '^[^@]+@[^@]+\\.\\w+$',
            row_condition: 'col("country") == "US" OR col("country").isnull()',
            condition_parser: 'great_expectations__experimental__',
          },
          meta: {},
        },
        {
          expectation_type: 'expect_column_values_to_be_between',
          kwargs: { column: 'age', min_value: 0, max_value: null, strict_min: false },
          meta: {},
        },
        {
          expectation_type: 'expect_column_values_to_be_between',
          kwargs: {
            column: 'age',
            min_value: 0,
            max_value: 120.5,
            parse_strings_as_datetimes: true,
          },
          meta: {},
        },
        {
          expectation_type: 'expect_column_values_to_be_in_set',
          kwargs: { column: 'plan', value_set: ['free', 'no', '1', 'per seat', null] },
          meta: {},
        },
        {
          expectation_type: 'expect_column_min_to_be_between',
          kwargs: { column: 'signed up', min_value: { $PARAMETER: 'first_day' } },
          meta: {},
        },
        {
          expectation_type: 'expect_column_max_to_be_between',
          kwargs: { column: 'signed up', min_value: { $PARAMETER: 'now() - timedelta(days=lag)' } },
          meta: {},
        },
      ],
      ge_cloud_id: null,
      meta: {
        great_expectations_version: '0.18.19',
        notes: { format: 'markdown', content: ['What billing relies on.', 'Ask before changes.'] },
      },
    },
    { vars: ['lag'] },
  );
  expect(untranslated).toEqual([]);
  expect(yaml).toBe(`# From the suite "users.warning" of Great Expectations (suite.json).
#
# What billing relies on.
# Ask before changes.
expectations:
  - model: users
    table:
      - row_count_to_be_between: {min_value: 1, max_value: 10000}
      - columns_to_match_set: [id, email, age]
      - columns_to_match_set: {column_set: [id, email], name: users_columns_to_match_set_2}
    columns:
      id: [not_null, unique]
      email:
        - not_null:
            mostly: 0.95
            description: Some signed up by phone.
            owner: crm team
            tags: [billing, gdpr]
        - match_regex:
            regex: '^[^@]+@[^@]+\\.\\w+$'
            where: '"country" = ''US'' or "country" is null'
      age: [non_negative, {be_between: {min_value: 0, max_value: 120.5}}]
      plan: [{be_in_set: [free, "no", "1", per seat, null]}]
      signed up:
        - min_to_be_between: {min_value: 2024-01-01}
        - max_to_be_between: {min_value: {$PARAMETER: "now() - timedelta(days=lag)"}}
`);
});

test('a suite of 1.x brings its severities, descriptions and notes', () => {
  const { yaml, untranslated } = importSuite(
    {
      name: 'orders',
      id: '0c8a1a6e-0000-4000-8000-000000000000',
      notes: null,
      suite_parameters: {},
      expectations: [
        {
          type: 'expect_column_values_to_be_in_set',
          id: '5d1c3c1e-0000-4000-8000-000000000000',
          kwargs: {
            column: 'status',
            value_set: ['new', 'paid'],
            row_condition: {
              type: 'comparison',
              column: { name: 'amount' },
              operator: '>',
              parameter: { $PARAMETER: 'least' },
            },
          },
          meta: {},
          severity: 'warning',
          description: 'Others are typing errors',
          rendered_content: [],
        },
        { type: 'expect_column_mean_to_be_between', kwargs: { column: 'amount', min_value: 1 } },
        {
          type: 'unexpected_rows_expectation',
          kwargs: {
            unexpected_rows_query: "select *\nfrom {batch}\nwhere status = 'paid' and amount <= 0",
          },
          severity: 'critical',
          notes: ['first line', '', 'second line'],
        },
      ],
      meta: { great_expectations_version: '1.9.0' },
    },
    { vars: ['least'] },
  );
  expect(untranslated).toEqual([]);
  expect(yaml).toBe(`# From the suite "orders" of Great Expectations (suite.json).
expectations:
  - model: users
    table:
      - unexpected_rows_expectation:
          unexpected_rows_query: |-
            select *
            from {batch}
            where status = 'paid' and amount <= 0
          description: |-
            first line

            second line
    columns:
      status:
        - be_in_set:
            value_set: [new, paid]
            row_condition:
              type: comparison
              column: {name: amount}
              operator: ">"
              parameter: {$PARAMETER: least}
            severity: warn
            description: Others are typing errors
      amount: [{mean_to_be_between: {min_value: 1}}]
`);
});

test('what has no translation stays as a comment, with its place and the reason', () => {
  const { yaml, untranslated } = importSuite({
    name: 's',
    expectations: [
      { type: 'expect_column_values_to_be_valid_us_state', kwargs: { column: 'state' } },
      { type: 'expect_column_values_to_be_unique', kwargs: { column: 'id', mostly: 2 } },
      { type: 'expect_table_row_count_to_equal', kwargs: { value: { $PARAMETER: 'rows' } } },
      { type: 'expect_table_row_count_to_equal', kwargs: { value: { $PARAMETER: 'urn:a' } } },
    ],
  });
  expect(untranslated).toHaveLength(4);
  expect(yaml).toBe(`# From the suite "s" of Great Expectations (suite.json).
expectations: []

# Not translated:
#
# suite.json:5:15: there is no check named "expect_column_values_to_be_valid_us_state" here (did you mean "expect_column_values_to_be_in_set"?)
# {
#   "type": "expect_column_values_to_be_valid_us_state",
#   "kwargs": {
#     "column": "state"
#   }
# }
#
# suite.json:14:19: "mostly" must be a share between 0 and 1, not 2
# {
#   "type": "expect_column_values_to_be_unique",
#   "kwargs": {
#     "column": "id",
#     "mostly": 2
#   }
# }
#
# suite.json:21:25: there is no var named "rows" (declare it under vars: in project.yml, e.g. rows: {type: number, default: 1})
# {
#   "type": "expect_table_row_count_to_equal",
#   "kwargs": {
#     "value": {
#       "$PARAMETER": "rows"
#     }
#   }
# }
#
# suite.json:29:26: "$PARAMETER" cannot be what another validation found (give the value as a var: {$PARAMETER: its_name}, with its_name under vars: in project.yml)
# {
#   "type": "expect_table_row_count_to_equal",
#   "kwargs": {
#     "value": {
#       "$PARAMETER": "urn:a"
#     }
#   }
# }
`);
});

test('an id that the project has already is not given again', () => {
  const { yaml } = importSuite(
    { expectations: [{ type: 'expect_column_values_to_be_unique', kwargs: { column: 'id' } }] },
    { takenIds: ['users.id.unique', 'users_id_unique_2'] },
  );
  expect(yaml).toContain('id: [{unique: {name: users_id_unique_3}}]');
});

test('what is no suite is refused at its place', () => {
  expect(() => importSuite({ name: 's', expectation: [] })).toThrow(
    '1:1 suite-file: a suite has a list of "expectations", and here there are none',
  );
  expect(() => importSuite({ expectations: {} })).toThrow(
    '2:19 suite-file: a suite has a list of "expectations", and here they are no list',
  );
  expect(() => importSuite({ expectations: [3] })).toThrow(
    '3:5 suite-file: an expectation must be a map, not 3',
  );
});

test('a suite of the oldest releases is read too, and long lists are filled', () => {
  const columns = Array.from({ length: 30 }, (_, at) => `column_${at}`);
  const { yaml } = importSuite({
    data_asset_type: 'Dataset',
    expectation_suite_name: 'taxi.demo',
    expectations: [
      {
        expectation_type: 'expect_table_columns_to_match_ordered_list',
        kwargs: { column_list: columns },
        meta: {},
      },
      {
        expectation_type: 'expect_column_distinct_values_to_be_in_set',
        kwargs: { column: 'kind', value_set: [1.0, 2.5], parse_strings_as_datetimes: null },
        expectation_context: { description: 'Of the tariff' },
        ge_cloud_id: null,
        meta: {},
      },
    ],
    meta: {
      columns: { kind: { description: '' } },
      notes: { format: 'markdown', content: ['_To add additional notes, edit the file._'] },
    },
  });
  expect(yaml).toBe(`# From the suite "taxi.demo" of Great Expectations (suite.json).
expectations:
  - model: users
    table:
      - columns_to_match_ordered_list:
          [column_0, column_1, column_2, column_3, column_4, column_5, column_6, column_7, column_8,
           column_9, column_10, column_11, column_12, column_13, column_14, column_15, column_16,
           column_17, column_18, column_19, column_20, column_21, column_22, column_23, column_24,
           column_25, column_26, column_27, column_28, column_29]
    columns:
      kind: [{distinct_values_to_be_in_set: {value_set: [1, 2.5], description: Of the tariff}}]
`);
});
