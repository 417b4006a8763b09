import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query } from '../support/database.ts';
import { SHOP, temporaryProject } from './temporary-project.ts';

const ORDERS = JSON.stringify({
  expectation_suite_name: 'orders_suite',
  evaluation_parameters: { most: 1000 },
  expectations: [
    { expectation_type: 'expect_column_values_to_not_be_null', kwargs: { column: 'customer' } },
    {
      expectation_type: 'expect_table_row_count_to_be_between',
      kwargs: { min_value: 1, max_value: { $PARAMETER: 'most' } },
    },
    {
      expectation_type: 'expect_column_max_to_be_between',
      kwargs: { column: 'amount', max_value: { $PARAMETER: 'ceiling * 2' } },
    },
  ],
});

test('a suite becomes a file of the project that is there, about the node of its name', async () => {
  await using project = await temporaryProject({
    ...SHOP,
    'project.yml': SHOP['project.yml'].replace('vars:', 'vars:\n  ceiling: {type: number}'),
    'gx/orders_suite.json': ORDERS,
  });
  const env = { DATABASE_URL: 'postgresql://nobody@localhost/none' };
  const made = await runCli(['init', '--from-gx', 'gx/orders_suite.json'], {
    directory: project.directory,
    env,
  });
  expect(made).toEqual({
    status: 'success',
    stderr: '',
    stdout: `made expectations/orders_suite.yml: 3 expectations
next: npx asof test
`,
  });
  expect(await readFile(join(project.directory, 'expectations/orders_suite.yml'), 'utf8')).toBe(
    `# From the suite "orders_suite" of Great Expectations (gx/orders_suite.json).
expectations:
  - model: orders
    table:
      - row_count_to_be_between: {min_value: 1, max_value: 1000}
    columns:
      customer: [{not_null: {name: orders_customer_not_null_2}}]
      amount: [{max_to_be_between: {max_value: {$PARAMETER: "ceiling * 2"}}}]
`,
  );
  expect(await runCli(['ls'], { directory: project.directory, env })).toMatchObject({
    status: 'success',
  });
  const again = await runCli(['init', '--from-gx', 'gx/orders_suite.json'], {
    directory: project.directory,
    env,
  });
  expect(again).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[init-file-exists]: "expectations/orders_suite.yml" is already there
hint: move it away, or rename the suite in its file

1 error
`,
  });
});

test('in an empty directory a project is made that checks the tables of a database', async () => {
  const database = await createDatabase();
  await using parent = await temporaryProject({
    'orders.json': ORDERS.replace('orders_suite', 'orders.warning'),
    'users.json': JSON.stringify({
      name: 'anything',
      meta: { citations: [{ batch_request: { data_asset_name: 'crm.users' } }] },
      expectations: [
        {
          type: 'expect_column_values_to_be_unique',
          kwargs: { column: 'id' },
          severity: 'warning',
        },
        {
          type: 'expect_column_values_to_not_be_null',
          kwargs: { column: 'name', row_condition: 'col("id") > 1 AND col("id") < 3' },
        },
      ],
    }),
  });
  const made = await runCli(['init', 'checks', '--from-gx', 'orders.json', 'users.json'], parent);
  expect(made).toEqual({
    status: 'success',
    stderr: '',
    stdout: `made project.yml
made models/sources.yml
made README.md
made .gitignore
made expectations/orders.warning.yml: 3 expectations
made expectations/anything.yml: 2 expectations
next: cd checks && DATABASE_URL=postgresql://… npx asof test
`,
  });
  const directory = join(parent.directory, 'checks');
  const texts = ['project.yml', 'models/sources.yml', 'expectations/anything.yml'].map((path) =>
    readFile(join(directory, path), 'utf8'),
  );
  expect(await Promise.all(texts)).toEqual([
    `name: checks
vars:
  most: {type: number, default: 1000}
  ceiling: {type: number}
target: warehouse
targets:
  warehouse:
    url: "{{ env_var('DATABASE_URL') }}"
  dev: {}                    # a PostgreSQL server of its own, started on demand
`,
    `sources:
  - name: public          # the schema
    tables:
      - name: orders
  - name: crm          # the schema
    tables:
      - name: users
`,
    `# From the suite "anything" of Great Expectations (users.json).
expectations:
  - source: crm.users
    columns:
      id: [{unique: {severity: warn}}]
      name: [{not_null: {where: '"id" > 1 and "id" < 3'}}]
`,
  ]);
  await query(
    database.url,
    `create schema crm;
     create table crm.users as values (1, null), (2, 'Ada'), (2, 'Ada'), (3, null);
     alter table crm.users rename column1 to id;
     alter table crm.users rename column2 to name;
     create table public.orders as select 'Ada' as customer, 30 as amount`,
  );
  const env = { DATABASE_URL: database.url };
  const checked = await runCli(['test', '--json', '--vars', 'ceiling=10'], { directory, env });
  const { expectations } = JSON.parse(checked.stdout.trim().split('\n').at(-1) ?? '');
  const summary = expectations.map((each: Record<string, unknown>) => [
    each['id'],
    each['status'],
    each['element_count'] ?? each['observed_value'],
    JSON.stringify(each['kwargs']),
  ]);
  expect(summary.sort()).toEqual([
    ['crm.users.id.unique', 'warn', 4, '{"column":"id"}'],
    ['crm.users.name.not_null', 'pass', 2, '{"column":"name"}'],
    ['public.orders.amount.max_to_be_between', 'fail', 30, '{"column":"amount","max_value":20}'],
    ['public.orders.customer.not_null', 'pass', 1, '{"column":"customer"}'],
    ['public.orders.row_count_to_be_between', 'pass', 1, '{"min_value":1,"max_value":1000}'],
  ]);
  await database.drop();
});

test('what is not translated is reported, kept as a comment, and makes the exit code 1', async () => {
  await using parent = await temporaryProject({
    's.json': '{"name": "s", "expectations": [{"type": "expect_x", "kwargs": {}}]}',
  });
  const made = await runCli(['init', '--from-gx', 's.json', '--json'], parent);
  expect(made.status).toBe('fail');
  expect(JSON.parse(made.stdout)).toEqual({
    directory: parent.directory,
    files: ['project.yml', 'models/sources.yml', 'README.md', '.gitignore', 'expectations/s.yml'],
    suites: [
      { suite: 's', from: 's.json', file: 'expectations/s.yml', translated: 0, untranslated: 1 },
    ],
    diagnostics: [
      {
        code: 'suite-expectation',
        severity: 'error',
        message: 'not translated: there is no check named "expect_x" here',
        location: { file: 's.json', line: 1, column: 41 },
        notes: [],
        hint: null,
      },
    ],
  });
});

test('nothing is written where any of the suites cannot be placed', async () => {
  await using project = await temporaryProject({
    'project.yml': 'name: shop\n',
    'models/orders.sql': 'select 1 as id',
    'a.json': '{"name": "orders", "expectations": []}',
    'b.json': '{"name": "orders", "expectations": []}',
    'c.json': '{"name": "invoices", "expectations": []}',
  });
  const made = await runCli(['init', '--from-gx', 'a.json', 'b.json', 'c.json'], project);
  expect(made).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[init-file-exists]: "expectations/orders.yml" would be written twice
 --> b.json:1:10
  |
1 | {"name": "orders", "expectations": []}
  |          ^^^^^^^^
note: the other suite at a.json:1:10
hint: rename one of the suites in its file

error[expectation-unknown-node]: no model, seed or source has a name like that of the suite "invoices"
 --> c.json:1:10
  |
1 | {"name": "invoices", "expectations": []}
  |          ^^^^^^^^^^
hint: say what the suite is about: --model users

2 errors
`,
  });
  expect((await readdir(project.directory)).sort()).toEqual([
    'a.json',
    'b.json',
    'c.json',
    'models',
    'project.yml',
    'target',
  ]);
  const unknown = await runCli(['init', '--from-gx', 'c.json', '--model', 'order'], project);
  expect(
    unknown.stderr,
  ).toBe(`error[expectation-unknown-node]: there is no model, seed or source named "order"
 --> command line:1:35
  |
1 | run init --from-gx c.json --model order
  |                                   ^^^^^
hint: did you mean "orders"?

1 error
`);
  expect(await runCli(['init', '--from-gx', 'c.json', '--model', 'orders'], project)).toMatchObject(
    {
      status: 'success',
      stdout: 'made expectations/invoices.yml: 0 expectations\nnext: npx asof test\n',
    },
  );
});

test('--model without a suite says what it belongs to', async () => {
  await using parent = await temporaryProject();
  expect(await runCli(['init', '--model', 'users'], parent)).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[usage-argument]: "--model" says what suites are about, and none is given
 --> command line:1:18
  |
1 | run init --model users
  |                  ^^^^^
hint: give them: --from-gx suite.json

1 error
`,
  });
});
