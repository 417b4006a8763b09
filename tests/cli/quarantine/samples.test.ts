import { expect, test } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { createDatabase, query } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import { asof, build, ITEMS, JANUARY, lines, usersModel } from './quarantine-project.ts';

const SECRET = 'ada@lovelace.uk';
const MANY = Array.from({ length: 150 }, (_, at) => `${at + 1},e${at},${at + 1}`);

function shop(expectations: string, csv: string, columns = '') {
  return {
    ...usersModel("materialized='table', unique_key='id'", expectations),
    ...(columns === ''
      ? {}
      : { 'models/users.yml': `models: [{name: users, columns: ${columns}}]` }),
    [`seeds/${JANUARY}/items.csv`]: `id,email,n\n${csv}`,
  };
}

test.each([
  ['', 20],
  ['sample: 0, ', 0],
  ['sample: 3, ', 3],
  ['sample: 140, ', 140],
])('with {%s} the result shows %i rows, and counts all', async (sample, shown) => {
  await using project = await temporaryProject(
    shop(
      `    columns: {n: [{be_between: {max_value: 5, ${sample}severity: warn}}]}\n`,
      `${MANY.join('\n')}\n`,
    ),
  );
  await using database = await createDatabase();
  const { expectations } = await build(project, database, JANUARY);
  expect(expectations[0]).toMatchObject({ unexpected_count: 145 });
  expect(expectations[0]?.unexpected_keys).toHaveLength(shown);
  expect(expectations[0]?.partial_unexpected_list).toHaveLength(shown);
});

test('a sample is of the values of a list and of the rows of a query too', async () => {
  await using project = await temporaryProject(
    shop(
      `    columns: {email: [{distinct_values_to_be_in_set: {value_set: [e0], sample: 2, severity: warn}}]}
    table:
      - unexpected_rows_expectation: {unexpected_rows_query: "select id from {batch}", sample: 0, severity: warn}
`,
      `${MANY.join('\n')}\n`,
    ),
  );
  await using database = await createDatabase();
  const { expectations } = await build(project, database, JANUARY);
  expect(expectations.map((each) => [each.unexpected_count, each.partial_unexpected_list])).toEqual(
    [
      [150, []],
      [null, ['e1', 'e10']],
    ],
  );
});

test('columns for the context stand beside the key, in results and on the terminal', async () => {
  await using project = await temporaryProject(
    shop(
      '    columns: {n: [{non_negative: {context_columns: [email]}}]}\n',
      '1,a,-1\n2,b,2\n3,,-3\n',
    ),
  );
  await using database = await createDatabase();
  const { expectations } = await build(project, database, JANUARY);
  expect(expectations[0]).toMatchObject({
    unexpected_keys: [{ id: 1 }, { id: 3 }],
    unexpected_context: [{ email: 'a' }, { email: null }],
  });
  const { stderr } = await runCli(['build', '--vars', `as_of=${JANUARY}`], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const from = stderr.split('\n').findIndex((line) => /^ {2}id +n +email/.test(line));
  expect(
    stderr
      .split('\n')
      .slice(from, from + 4)
      .filter((line) => !line.includes('--'))
      .map((line) => line.trim().split(/ +/)),
  ).toEqual([
    ['id', 'n', 'email'],
    ['1', '-1', 'a'],
    ['3', '-3', 'NULL'],
  ]);
});

test('what cannot be shown is told where it stands', async () => {
  await using project = await temporaryProject(
    shop(
      `    columns:
      n: [{be_between: {min_value: 1, sample: 1001, context_columns: 5}}, {max_to_be_between: {max_value: 9, context_columns: [id]}}]
`,
      '1,a,1\n',
    ),
  );
  await using database = await createDatabase();
  const { diagnostics } = await build(project, database, JANUARY);
  expect(diagnostics.map(({ message }) => message)).toEqual([
    '"sample" must be a whole number from 0 to 1000, not 1001',
    '"context_columns" must be a column or a list of columns, not 5',
    '"context_columns" shows rows, and max_to_be_between has none',
  ]);
  await project.write(
    'expectations/users.yml',
    'expectations: [{model: users, columns: {n: [{not_null: {context_columns: [emial]}}]}}]',
  );
  const { expectations } = await build(project, database, JANUARY);
  expect(expectations).toMatchObject([
    {
      status: 'error',
      message: 'there is no column "emial" in public.users; did you mean "email"?',
    },
  ]);
});

const LEAKING = `    table:
      - aggregation_to_equal_other_table: {expression: max(email), compare_model: items, severity: warn}
      - rows_to_equal_other_table: {compare_model: items, key: [id], compare_columns: [n, email], compare_where: id <> 4, name: same, severity: warn}
      - query_results_to_match_comparison: {base_query: "select email from {batch}", comparison_query: "select 'x' as e", name: lists, severity: warn}
      - unexpected_rows_expectation: {unexpected_rows_query: "select id, email, email || '!' as loud, n from {batch}", severity: warn}
    columns:
      email:
        - {match_regex: {regex: "^x", severity: warn}}
        - {unique: {on_fail: quarantine}}
        - {distinct_values_to_be_in_set: {value_set: [a], severity: warn}}
        - {value_lengths_to_be_between: {max_value: 3, severity: warn, context_columns: [n, email], store_failures: true}}
        - {unique_value_count_to_be_between: {max_value: 0, severity: warn}}
        - {at_least_one: {group_by: [email, n], severity: warn}}
        - {most_common_value_to_be_in_set: {value_set: [a], severity: warn}}
        - {kl_divergence_to_be_less_than: {partition_object: {values: [a], weights: [1]}, threshold: 0.1, severity: warn}}
        - {min_to_be_between: {min_value: zzz, severity: warn}}
        - {short: {severity: warn}}
      n: [{non_negative: {severity: warn, context_columns: [email]}}]
    rows:
      - {name: written, sql: "email = 'x'", severity: warn}
      - {name: cast, sql: "email::integer > 0", gate: false}
`;

test.each([
  ['tags', '[{name: email, tags: [pii]}]'],
  ['a tag', '{email: {tags: pii}}'],
  ['meta', '{email: {meta: {pii: true}}}'],
  ["dbt's config", '[{name: email, config: {meta: {pii: true}}}]'],
])('what is tagged pii by %s is in no result, and in the tables as it is', async (_, columns) => {
  await using project = await temporaryProject({
    ...shop(LEAKING, `1,${SECRET},-1\n2,,2\n3,${SECRET},3\n4,only-${SECRET},4\n`, columns),
    'expectations/no_users.sql':
      "select id, email, upper(email) as shouted from {{ ref('users') }}",
    'expectations/last.sql':
      "{{ config(fail_calc='max(email)') }} select id, email from {{ ref('users') }}",
    'macros/short.sql':
      '{% test short(model, column_name) %} select id, upper({{ column_name }}) as it from {{ model }} {% endtest %}',
  });
  await using database = await createDatabase();
  const finished = await asof(project, database, [
    'build',
    '--no-gate',
    '--vars',
    `as_of=${JANUARY}`,
  ]);
  expect(JSON.stringify(finished).toLowerCase()).not.toContain(SECRET);
  const of = (id: string) => finished.expectations.find((each) => each.id === id);
  expect(of('users.unexpected_rows_expectation')?.partial_unexpected_list).toEqual([
    { id: 2, email: null, loud: null, n: 2 },
    { id: 4, email: '(masked)', loud: '(masked)', n: 4 },
  ]);
  expect(of('users.email.unique')).toMatchObject({
    status: 'warn',
    partial_unexpected_list: ['(masked)', '(masked)'],
    unexpected_keys: [{ id: 1 }, { id: 3 }],
  });
  expect(of('users.email.value_lengths_to_be_between')).toMatchObject({
    unexpected_context: [{ n: 4, email: '(masked)' }],
  });
  expect(of('users.email.unique_value_count_to_be_between')).toMatchObject({ observed_value: 1 });
  expect(
    finished.expectations.filter(({ status }) => status === 'error').map(({ id }) => id),
  ).toEqual(['cast', 'last']);
  expect(of('same')).toMatchObject({
    status: 'warn',
    observed_value: { missing: 2, extra: 1, changed: 0 },
  });
  expect(of('users.email.min_to_be_between')).toMatchObject({ observed_value: '(masked)' });
  expect(of('cast')).toMatchObject({
    status: 'error',
    message: 'the database does not take a value (SQLSTATE 22P02)',
  });
  expect(of('no_users')?.partial_unexpected_list).toContainEqual({
    id: 4,
    email: '(masked)',
    shouted: '(masked)',
  });
  const words = ['test', '--vars', `as_of=${JANUARY}`];
  const { stdout, stderr } = await runCli(words, {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  expect(`${stdout}${stderr}`.toLowerCase()).not.toContain(SECRET);
  const journal = await query(
    database.url,
    'select row_to_json(t)::text as it from asof.expectation_results as t union all select row_to_json(t)::text from asof.node_runs as t',
  );
  expect(JSON.stringify(journal).toLowerCase()).not.toContain(SECRET);
  const kept = "select row ->> 'email' as email from ";
  expect(await lines(database, `${kept} users__quarantine`)).toEqual([SECRET, SECRET]);
  expect(
    await lines(database, `${kept} asof_failures."users.email.value_lengths_to_be_between"`),
  ).toEqual([`only-${SECRET}`]);
});

test('keys that are tagged pii are told by their number alone', async () => {
  await using project = await temporaryProject({
    ...ITEMS,
    'models/users.sql': `{{ config(materialized='table', unique_key='email') }}
select email, n from {{ ref('items') }}
`,
    'models/users.yml': 'models: [{name: users, columns: [{name: email, tags: [pii]}]}]',
    [`seeds/${JANUARY}/items.csv`]: `id,email,n\n1,${SECRET},1\n2,${SECRET},2\n`,
  });
  await using database = await createDatabase();
  const { stderr, stdout } = await runCli(['build', '--vars', `as_of=${JANUARY}`], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  expect(`${stdout}${stderr}`).not.toContain(SECRET);
  expect(stderr).toContain('email = (masked): 2 rows');
});
