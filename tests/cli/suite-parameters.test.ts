import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase } from '../support/database.ts';
import { temporaryProject } from './temporary-project.ts';

const PROJECT = {
  'project.yml': `name: shop
vars:
  as_of: {type: date}
  days: {type: integer}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/seeds.yml': `seeds:
  - name: raw_orders
    files: "orders_{day}.csv"
    as_of: "{{ day }}"
    unique_key: order_id
    columns: {order_id: integer, ordered_on: date}
`,
  'seeds/orders_2024-01-31.csv': 'order_id,ordered_on\n1,2024-01-30\n',
  'seeds/orders_2024-02-29.csv': 'order_id,ordered_on\n1,2024-01-30\n2,2024-02-28\n',
  'models/orders.sql': `{{ config(materialized='upsert', unique_key='order_id') }}
select order_id, ordered_on from {{ ref('raw_orders') }}
`,
  'expectations/orders.yml': `expectations:
  - model: orders
    columns:
      ordered_on:
        - max_to_be_between:
            min_value: {$PARAMETER: as_of - timedelta(days=days)}
            max_value: {$PARAMETER: now()}
`,
};

test('one run that builds several as_ofs computes the parameters for each of them', async () => {
  const database = await createDatabase();
  await using project = await temporaryProject(PROJECT);
  const env = { DATABASE_URL: database.url };
  const run = async (...words: readonly string[]) => {
    const { stdout } = await runCli([...words, '--json'], { directory: project.directory, env });
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { status, expectations } = events.at(-1);
    return [
      status,
      ...expectations.map((each: Record<string, unknown>) => [
        each['as_of'],
        each['status'],
        JSON.stringify(each['kwargs']),
      ]),
    ];
  };
  const kwargs = (from: string, to: string) =>
    `{"column":"ordered_on","min_value":"${from}","max_value":"${to}T23:59:59.999999"}`;
  const january = ['2024-01-31', 'pass', kwargs('2024-01-26', '2024-01-31')];
  const february = ['2024-02-29', 'pass', kwargs('2024-02-24', '2024-02-29')];
  expect(await run('build', '--vars', 'as_of=2024-01-31', '--vars', 'days=5')).toEqual([
    'success',
    january,
  ]);
  expect(await run('build', '--vars', 'as_of=2024-02-29', '--vars', 'days=5')).toEqual([
    'success',
    february,
  ]);
  const replayed = await run(
    'build',
    '--full-refresh',
    '--vars',
    'as_of=2024-02-29',
    '--vars',
    'days=5',
  );
  expect(replayed[0]).toBe('success');
  expect(await run('test', '--vars', 'days=0')).toEqual([
    'fail',
    ['2024-02-29', 'fail', kwargs('2024-02-29', '2024-02-29')],
  ]);
  await database.drop();
});

test('a var that nobody gave is an error of the expectation that needs it', async () => {
  const database = await createDatabase();
  await using project = await temporaryProject(PROJECT);
  const env = { DATABASE_URL: database.url };
  const { status, stderr } = await runCli(['build', '--vars', 'as_of=2024-01-31'], {
    directory: project.directory,
    env,
  });
  expect(status).toBe('fail');
  expect(
    stderr,
  ).toContain(`error[expectation-error]: the var "days" is needed here and has no value; give it: --vars days=…
 --> expectations/orders.yml:5:11
`);
  await database.drop();
});
