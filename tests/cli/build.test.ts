import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { SHOP, type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

beforeAll(async () => {
  project = await temporaryProject(SHOP);
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

/** With the time, durations and the run's id, which differ each time, made alike. */
async function run(...words: readonly string[]): Promise<CliOutcome> {
  const env = { DATABASE_URL: database.url, SHOP_TOKEN: 'hunter2' };
  const { stdout, stderr, status } = await runCli(words, { directory: project.directory, env });
  const alike = (text: string) =>
    text
      .replace(/^\d\d:\d\d:\d\d/gm, '12:00:00')
      .replace(/\d+\.\d\ds\b/g, '0.00s')
      .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN');
  return { stdout, stderr: alike(stderr), status };
}

test('backfill builds every as_of that the seeds hold, in order', async () => {
  expect(await run('backfill')).toEqual({
    status: 'success',
    stdout: '',
    stderr: `\
as_of 1 of 2: 2024-01-31
12:00:00  running 3 nodes and 2 expectations as of 2024-01-31 on target "warehouse", 4 at a time
12:00:00   1/3  ok      seed   raw.raw_orders  2 rows                      0.00s
12:00:00   2/3  ok      model  public.orders   upsert, 2 inserted          0.00s
12:00:00   3/3  ok      model  public.totals   snapshot, 2 rows            0.00s

rows as of 2024-01-31
  relation        kind      inserted  updated  unchanged  missing
  --------------  --------  --------  -------  ---------  -------
  raw.raw_orders  seed             2
  public.orders   upsert           2        0          0        0
  public.totals   snapshot         2

12:00:00  expectations: 2 passed
12:00:00  done in 0.00s: 3 ok   run RUN   details: asof.node_runs

as_of 2 of 2: 2024-02-29
12:00:00  running 3 nodes and 2 expectations as of 2024-02-29 on target "warehouse", 4 at a time
12:00:00   1/3  ok      seed   raw.raw_orders  3 rows                      0.00s
12:00:00   2/3  ok      model  public.orders   upsert, 1 inserted, 1 updated, 1 unchanged  0.00s
12:00:00   3/3  ok      model  public.totals   snapshot, 2 rows            0.00s

rows as of 2024-02-29
  relation        kind      inserted  updated  unchanged  missing
  --------------  --------  --------  -------  ---------  -------
  raw.raw_orders  seed             3
  public.orders   upsert           1        1          1        0
  public.totals   snapshot         2

12:00:00  expectations: 2 passed
12:00:00  done in 0.00s: 3 ok   run RUN   details: asof.node_runs

backfilled 2 as_ofs in 0.00s: 2024-01-31 and 2024-02-29
`,
  });
});

test('show prints the first rows, of one as_of if it is given', async () => {
  const totals = await run('show', 'totals', '--vars', 'as_of=2024-01-31');
  expect([totals.status, totals.stderr]).toEqual(['success', '']);
  const [header, rule, ...rows] = totals.stdout.trimEnd().split('\n');
  expect([header, rule, ...rows.sort()]).toEqual([
    'customer  total  as_of',
    '--------  -----  ----------',
    'Ada       12.50  2024-01-31',
    'Grace      7.00  2024-01-31',
  ]);
  const { stdout } = await run('show', 'orders', '--limit', '1', '--json');
  expect(JSON.parse(stdout)).toEqual({ rows: [{ order_id: 1, customer: 'Ada', amount: '12.50' }] });
});

test('compile prints the SQL of one model, and writes it to target/compiled', async () => {
  expect(await run('compile', '-s', 'totals', '--vars', 'as_of=2024-02-29')).toEqual({
    status: 'success',
    stderr: '',
    stdout: `select customer, sum(amount) as total
from "public"."orders"
group by customer
`,
  });
  const file = join(project.directory, 'target/compiled/models/totals.sql');
  expect((await readFile(file, 'utf8')).trim()).toMatch(/^select customer, sum/);
});

test('test checks what is there', async () => {
  const { status, stderr } = await run('test', '--select', 'orders');
  expect(status).toBe('success');
  expect(stderr).toContain('expectations: 2 passed');
});

test('--json puts one event a line on stdout, the last with everything, as in run_results.json', async () => {
  const { stdout, stderr, status } = await run('build', '--vars', 'as_of=2024-02-29', '--json');
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect([status, stderr]).toEqual(['success', '']);
  expect(events[0].type).toBe('run-started');
  const { type, at, ...result } = events.at(-1);
  expect([type, typeof at]).toEqual(['run-finished', 'string']);
  expect(result.nodes.map(({ node }: { node: string }) => node)).toEqual([
    'seed.shop.raw_orders',
    'model.shop.orders',
    'model.shop.totals',
  ]);
  const file = join(project.directory, 'target/run_results.json');
  const { asof_version, ...written } = JSON.parse(await readFile(file, 'utf8'));
  expect(asof_version).toMatch(/^\d+\.\d+\.\d+/);
  expect(written).toEqual(result);
});

test('rows that fail a gate are listed, nothing of them is published, and the status is fail', async () => {
  await project.write(
    'seeds/orders_2024-03-31.csv',
    'order_id,customer,amount\n1,Ada,-12.50\n2,,9.00\n3,hunter2,-1\n',
  );
  expect(await run('build', '--vars', 'as_of=2024-03-31')).toEqual({
    status: 'fail',
    stdout: '',
    stderr: `\
12:00:00  running 3 nodes and 2 expectations as of 2024-03-31 on target "warehouse", 4 at a time
12:00:00   1/3  ok      seed   raw.raw_orders  3 rows                      0.00s
12:00:00        FAIL    expect orders.customer.not_null  1 unexpected row (new)      0.00s
12:00:00        FAIL    expect orders.amount.non_negative  2 unexpected rows (new)     0.00s
12:00:00   2/3  FAIL    model  public.orders   2 expectations do not hold  0.00s
12:00:00   3/3  skip    model  public.totals   because of public.orders

FAIL  model public.orders as of 2024-03-31
2 expectations do not hold
compiled SQL: target/compiled/models/orders.sql

FAIL  expectation orders.customer.not_null as of 2024-03-31 (new)

error[expectation-failed]: "orders.customer.not_null" does not hold: 1 of 3 rows are unexpected (33 %)
 --> expectations/orders.yml:4:18
  |
4 |       customer: [not_null]
  |                  ^^^^^^^^

expect_column_values_to_not_be_null (column: customer)
limit: none may be unexpected
  order_id  customer
  --------  --------
  2         NULL
not published; kept:
  select row from "asof_failures"."orders.customer.not_null"

FAIL  expectation orders.amount.non_negative as of 2024-03-31 (new)

error[expectation-failed]: "orders.amount.non_negative" does not hold: 2 of 3 rows are unexpected (67 %)
 --> expectations/orders.yml:5:16
  |
5 |       amount: [non_negative]
  |                ^^^^^^^^^^^^

expect_column_values_to_be_between (column: amount, min_value: 0)
limit: none may be unexpected
  order_id  amount
  --------  ------
  1         -12.5
  3         -1
not published; kept:
  select row from "asof_failures"."orders.amount.non_negative"

rows as of 2024-03-31
  relation        kind  inserted
  --------------  ----  --------
  raw.raw_orders  seed         3

12:00:00  expectations: 2 failed (2 new)   report: target/report.html
12:00:00  done in 0.00s: 1 ok, 1 failed, 1 skipped   run RUN   details: asof.node_runs
`,
  });
  const published = await query(
    database.url,
    'select count(*)::int as n from public.orders where amount < 0',
  );
  expect(published).toEqual([{ n: 0 }]);
});

const KEPT =
  'select as_of, row from asof_failures."orders.amount.non_negative" order by row->\'order_id\'';

test('the rows that shut a gate are kept whole, until the expectation holds', async () => {
  expect(await query(database.url, KEPT)).toEqual([
    { as_of: expect.any(Date), row: { order_id: 1, customer: 'Ada', amount: -12.5 } },
    { as_of: expect.any(Date), row: { order_id: 3, customer: 'hunter2', amount: -1 } },
  ]);
  const broken = await readFile(join(project.directory, 'seeds/orders_2024-03-31.csv'), 'utf8');
  await project.write(
    'seeds/orders_2024-03-31.csv',
    broken.replaceAll('-', '').replace('2,,', '2,Bo,'),
  );
  await run('test', '--vars', 'as_of=2024-02-29');
  expect(await query(database.url, KEPT)).toHaveLength(2);
  expect((await run('build', '--vars', 'as_of=2024-03-31')).status).toBe('success');
  expect(await query(database.url, KEPT)).toEqual([]);
});

test('an error of the database points into the model', async () => {
  await project.write('models/wrong.sql', "select custmer\nfrom {{ ref('orders') }}\n");
  const { status, stderr } = await run(
    'models',
    '-s',
    'wrong',
    '--vars',
    'as_of=2024-03-31',
    '--quiet',
  );
  expect(status).toBe('fail');
  expect(stderr).toBe(`
ERROR  model public.wrong as of 2024-03-31
compiled SQL: target/compiled/models/wrong.sql

error[database-error]: column "custmer" does not exist (SQLSTATE 42703)
 --> models/wrong.sql:1:8
  |
1 | select custmer
  |        ^^^^^^^
hint: perhaps you meant to reference the column "orders.customer"
`);
  const compiled = await readFile(
    join(project.directory, 'target/compiled/models/wrong.sql'),
    'utf8',
  );
  expect(compiled).toBe('select custmer\nfrom "public"."orders"\n');
});

test('--verbose shows each statement with its node and what it took', async () => {
  await project.write('models/wrong.sql', 'select 1 as one\n');
  const { stderr } = await run('models', '-s', 'wrong', '--verbose');
  expect(stderr).toContain(`\
12:00:00  create or replace view "public"."wrong" as
select 1 as one  -- model.shop.wrong 0.00s
`);
  const { stdout } = await run('models', '-s', 'wrong', '--verbose', '--json', '--full-refresh');
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(events.find(({ type }) => type === 'node-compiled')).toMatchObject({
    node: 'model.shop.wrong',
    file: 'models/wrong.sql',
    sql: 'select 1 as one',
  });
  const sent = events.filter(({ type }) => type === 'statement-executed').map(({ sql }) => sql);
  expect(sent[0]).toMatch(/^select pg_catalog\.pg_advisory_lock\(-?\d+\)$/);
  expect(sent).toContain('select; commit');
});

test('a command whose selection holds nothing for it is an error', async () => {
  const { status, stderr } = await run('seed', '-s', 'orders');
  expect(status).toBe('error');
  expect(stderr).toBe(`error[selector-no-match]: there is nothing for "seed" to do
hint: nothing that is selected is for "seed"; list it with "ls" and the same --select

1 error
`);
});

test('debug says what is right, and what is wrong without a stack', async () => {
  const { status, stdout } = await run('debug');
  expect(status).toBe('success');
  expect(stdout.split('\n').map((line) => line.slice(0, 16).trimEnd())).toEqual([
    'ok    asof',
    'ok    project',
    'ok    target',
    'ok    connection',
    'ok    server',
    'ok    proxy',
    'ok    rights',
    'ok    journal',
    '',
  ]);
  const env = { DATABASE_URL: 'postgresql://ada:hunter2@127.0.0.1:1/shop' };
  const broken = await runCli(['debug'], { directory: project.directory, env });
  expect(broken.status).toBe('fail');
  expect(broken.stdout).toContain('error[database-connection]');
  expect(broken.stdout + broken.stderr).not.toMatch(/hunter2|\bat .*\.ts:/);
});

test('no secret reaches any output or artifact', async () => {
  const { stdout, stderr } = await run('show', 'raw_orders', '--limit', '100');
  expect(stdout).toContain('*****');
  expect(stdout + stderr).not.toContain('hunter2');
});
