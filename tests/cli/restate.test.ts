import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const JANUARY = 'customer,amount\nAda,12.50\nGrace,7.00\n';

beforeAll(async () => {
  project = await temporaryProject({
    'project.yml': `name: shop
vars:
  as_of: {type: date}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
    'seeds/seeds.yml': `seeds:
  - name: payments
    files: "payments_{day}.csv"
    as_of: "{{ day }}"
    unique_key: customer
    columns: {customer: text, amount: numeric}
`,
    'seeds/payments_2024-01-31.csv': JANUARY,
    'seeds/payments_2024-02-29.csv': JANUARY,
    'seeds/payments_2024-03-31.csv': JANUARY,
    'models/frozen.sql': `{{ config(materialized='snapshot', unique_key='customer', keep_restated=true) }}
select customer, amount from {{ ref('payments') }}
`,
    'models/doubled.sql': `{{ config(materialized='snapshot', unique_key='customer') }}
select customer, 2 * amount as amount from {{ ref('frozen') }}
`,
  });
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function run(...words: readonly string[]): Promise<CliOutcome> {
  const env = { DATABASE_URL: database.url };
  const options = { directory: project.directory, env, now: () => new Date() };
  const { stdout, stderr, status } = await runCli(words, options);
  const alike = stderr
    .replace(/^\d\d:\d\d:\d\d/gm, '12:00:00')
    .replace(/\d+\.\d\ds\b/g, '0.00s')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN');
  return { stdout, stderr: alike, status };
}

const build = (asOf: string, ...words: readonly string[]) =>
  run('build', '--vars', `as_of=${asOf}`, ...words);

const frozen = (asOf: string) =>
  query(
    database.url,
    `select customer, amount::text from frozen where as_of = '${asOf}' order by 1`,
  );

test('a corrected file makes what was sealed stale, and taking it again is refused with the difference', async () => {
  expect((await run('backfill')).status).toBe('success');
  await project.write('seeds/payments_2024-01-31.csv', 'customer,amount\nAda,13\nJoan,1\n');
  expect(await run('seed', '--concurrency', '1')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "12:00:00  running 3 nodes on target "warehouse", 1 at a time
    12:00:00   1/3  ok      seed   public.payments  2 rows of 2024-01-31        0.00s
    12:00:00   2/3  same    seed   public.payments  of 2024-02-29               0.00s
    12:00:00   3/3  same    seed   public.payments  of 2024-03-31               0.00s

    warning[snapshot-stale]: "frozen" of 2024-01-31 is sealed, and its inputs changed since
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer', keep_restated=true) }}
      | ^
    note: changed: payments
    hint: see what differs: run models --select frozen --vars as_of=2024-01-31; keep what is sealed, or --restate it with a --reason

    rows as of 2024-01-31
      relation         kind  inserted
      ---------------  ----  --------
      public.payments  seed         2

    12:00:00  done in 0.00s: 1 ok, 2 unchanged   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  expect(await build('2024-01-31')).toMatchInlineSnapshot(`
    {
      "status": "fail",
      "stderr": "12:00:00  running 3 nodes as of 2024-01-31 on target "warehouse", 4 at a time
    12:00:00   1/3  same    seed   public.payments                              0.00s
    12:00:00   2/3  REFUSED model  public.frozen    "frozen" of 2024-01-31 is sealed, and building it now gives other rows  0.00s
    12:00:00   3/3  skip    model  public.doubled   because of public.frozen

    REFUSED  model public.frozen as of 2024-01-31
    compiled SQL: target/compiled/models/frozen.sql

    error[snapshot-sealed]: "frozen" of 2024-01-31 is sealed, and building it now gives other rows
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer', keep_restated=true) }}
      | ^
    note: rows that would change: 1, be added: 1, be removed: 1
    note: changed: "amount" in 1
    note: first keys: Ada; Grace; Joan
    hint: find out which input changed; where it was wrong before: --restate --select frozen --reason "…"

    warning[snapshot-stale]: "frozen" of 2024-01-31 is sealed, and its inputs changed since
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer', keep_restated=true) }}
      | ^
    note: changed: payments
    hint: see what differs: run models --select frozen --vars as_of=2024-01-31; keep what is sealed, or --restate it with a --reason

    12:00:00  done in 0.00s: 1 unchanged, 1 refused, 1 skipped   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  expect(await frozen('2024-01-31')).toEqual([
    { customer: 'Ada', amount: '12.50' },
    { customer: 'Grace', amount: '7.00' },
  ]);
});

test('the same values written otherwise are the same', async () => {
  await project.write('seeds/payments_2024-01-31.csv', 'customer,amount\nAda,12.5\nGrace,7\n');
  expect(await build('2024-01-31')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "12:00:00  running 3 nodes as of 2024-01-31 on target "warehouse", 4 at a time
    12:00:00   1/3  ok      seed   public.payments  2 rows                      0.00s
    12:00:00   2/3  ok      model  public.frozen    snapshot, 2 unchanged       0.00s
    12:00:00   3/3  ok      model  public.doubled   snapshot, 2 unchanged       0.00s

    rows as of 2024-01-31
      relation         kind      inserted  unchanged
      ---------------  --------  --------  ---------
      public.payments  seed             2
      public.frozen    snapshot                    2
      public.doubled   snapshot                    2

    12:00:00  done in 0.00s: 3 ok   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  expect(await frozen('2024-01-31')).toEqual([
    { customer: 'Ada', amount: '12.50' },
    { customer: 'Grace', amount: '7.00' },
  ]);
});

test('a restatement needs a name and a reason', async () => {
  expect(await build('2024-01-31', '--restate', '--reason', 'x')).toMatchInlineSnapshot(`
    {
      "status": "error",
      "stderr": "error[usage-argument]: --restate needs the names of what it is to replace
     --> command line:1:35
      |
    1 | run build --vars as_of=2024-01-31 --restate --reason x
      |                                   ^^^^^^^^^
    hint: name the snapshots: --select labels_snapshots

    1 error
    ",
      "stdout": "",
    }
  `);
  expect(await build('2024-01-31', '--restate', '--select', 'frozen')).toMatchInlineSnapshot(`
    {
      "status": "error",
      "stderr": "error[usage-argument]: --restate needs a reason, which stays on record
     --> command line:1:35
      |
    1 | run build --vars as_of=2024-01-31 --restate --select frozen
      |                                   ^^^^^^^^^
    hint: say it: --reason "labels of January came late"

    1 error
    ",
      "stdout": "",
    }
  `);
  expect(await build('2024-01-31', '--reason', 'late')).toMatchInlineSnapshot(`
    {
      "status": "error",
      "stderr": "error[usage-argument]: --reason is why --restate replaces what is sealed
     --> command line:1:44
      |
    1 | run build --vars as_of=2024-01-31 --reason late
      |                                            ^^^^
    hint: add --restate, or leave --reason out

    1 error
    ",
      "stdout": "",
    }
  `);
});

test('a restatement replaces what is sealed, keeps it on record, and lists what was taken from it', async () => {
  await project.write('seeds/payments_2024-01-31.csv', 'customer,amount\nAda,13\nJoan,1\n');
  await run('seed');
  const restate = ['--restate', '--select', 'frozen', '--reason', 'Ada paid more'];
  expect(await build('2024-01-31', ...restate)).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "12:00:00  running 1 node as of 2024-01-31 on target "warehouse", 4 at a time
    12:00:00   1/1  ok      model  public.frozen    restated: what was sealed before stays on record  0.00s

    warning[snapshot-stale]: "doubled" of 2024-01-31 is sealed, and its inputs changed since
     --> models/doubled.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer') }}
      | ^
    note: changed: frozen
    hint: see what differs: run models --select doubled --vars as_of=2024-01-31; keep what is sealed, or --restate it with a --reason

    rows as of 2024-01-31
      relation       kind      inserted
      -------------  --------  --------
      public.frozen  snapshot         2

    12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  expect(await frozen('2024-01-31')).toEqual([
    { customer: 'Ada', amount: '13' },
    { customer: 'Joan', amount: '1' },
  ]);
  const seals = await query(
    database.url,
    `select row_count, status, restated_reason, restated_by is not null as is_restated, kept_as
from asof.snapshots where node_id = 'model.shop.frozen' and as_of = '2024-01-31' order by seal_id`,
  );
  const keptAs = seals[0]?.['kept_as'];
  expect(seals).toEqual([
    {
      row_count: '2',
      status: 'restated',
      restated_reason: 'Ada paid more',
      is_restated: true,
      kept_as: expect.stringMatching(/^public\.frozen__2024_01_31__restated_\w{8}$/),
    },
    { row_count: '2', status: 'sealed', restated_reason: null, is_restated: false, kept_as: null },
  ]);
  expect(
    await query(database.url, `select customer, amount::text from ${keptAs} order by 1`),
  ).toEqual([
    { customer: 'Ada', amount: '12.50' },
    { customer: 'Grace', amount: '7.00' },
  ]);
  await expect(query(database.url, `delete from ${keptAs}`)).rejects.toThrow('is sealed');
  await expect(query(database.url, 'delete from frozen')).rejects.toThrow('is sealed');
});

test('rows that are gone from the database come back only as they were sealed', async () => {
  await query(database.url, 'drop table frozen__2024_02_29');
  expect(await build('2024-02-29', '--select', 'frozen')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "12:00:00  running 1 node as of 2024-02-29 on target "warehouse", 4 at a time
    12:00:00   1/1  ok      model  public.frozen    the rows were gone, and are what was sealed again  0.00s

    warning[snapshot-stale]: "doubled" of 2024-01-31 is sealed, and its inputs changed since
     --> models/doubled.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer') }}
      | ^
    note: changed: frozen
    hint: see what differs: run models --select doubled --vars as_of=2024-01-31; keep what is sealed, or --restate it with a --reason

    rows as of 2024-02-29
      relation       kind      inserted
      -------------  --------  --------
      public.frozen  snapshot         2

    12:00:00  done in 0.00s: 1 ok   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  expect(await frozen('2024-02-29')).toEqual([
    { customer: 'Ada', amount: '12.50' },
    { customer: 'Grace', amount: '7.00' },
  ]);
  await query(database.url, 'drop table frozen__2024_02_29');
  await project.write('seeds/payments_2024-02-29.csv', 'customer,amount\nAda,1\n');
  expect(await build('2024-02-29', '--select', 'payments', 'frozen')).toMatchInlineSnapshot(`
    {
      "status": "fail",
      "stderr": "12:00:00  running 2 nodes as of 2024-02-29 on target "warehouse", 4 at a time
    12:00:00   1/2  ok      seed   public.payments  1 row                       0.00s
    12:00:00   2/2  REFUSED model  public.frozen    "frozen" of 2024-02-29 is sealed, and building it now gives other rows  0.00s

    REFUSED  model public.frozen as of 2024-02-29
    compiled SQL: target/compiled/models/frozen.sql

    error[snapshot-sealed]: "frozen" of 2024-02-29 is sealed, and building it now gives other rows
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer', keep_restated=true) }}
      | ^
    note: its rows are gone from the database: 2 were sealed, and 1 are taken now
    hint: find out which input changed; where it was wrong before: --restate --select frozen --reason "…"

    warning[snapshot-stale]: "doubled" of 2024-01-31 is sealed, and its inputs changed since
     --> models/doubled.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer') }}
      | ^
    note: changed: frozen
    hint: see what differs: run models --select doubled --vars as_of=2024-01-31; keep what is sealed, or --restate it with a --reason

    warning[snapshot-stale]: "frozen" of 2024-02-29 is sealed, and its inputs changed since
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer', keep_restated=true) }}
      | ^
    note: changed: payments
    hint: see what differs: run models --select frozen --vars as_of=2024-02-29; keep what is sealed, or --restate it with a --reason

    rows as of 2024-02-29
      relation         kind  inserted
      ---------------  ----  --------
      public.payments  seed         1

    12:00:00  done in 0.00s: 1 ok, 1 refused   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  await project.write('seeds/payments_2024-02-29.csv', JANUARY);
  expect((await build('2024-02-29', '--select', 'payments', 'frozen')).status).toBe('success');
});

test('what is older than a snapshot retains is let go, and not taken again unasked', async () => {
  await project.write(
    'models/frozen.sql',
    `{{ config(materialized='snapshot', unique_key='customer', retain='2 months') }}
select customer, amount from {{ ref('payments') }}
`,
  );
  expect((await build('2024-03-31', '--select', 'frozen')).status).toBe('success');
  expect(await query(database.url, 'select distinct as_of::text from frozen order by 1')).toEqual([
    { as_of: '2024-02-29' },
    { as_of: '2024-03-31' },
  ]);
  expect(await build('2024-01-31', '--select', 'frozen')).toMatchInlineSnapshot(`
    {
      "status": "fail",
      "stderr": "12:00:00  running 1 node as of 2024-01-31 on target "warehouse", 4 at a time
    12:00:00   1/1  REFUSED model  public.frozen    of 2024-01-31 was sealed, and its rows were let go  0.00s

    REFUSED  model public.frozen as of 2024-01-31
    compiled SQL: target/compiled/models/frozen.sql

    error[snapshot-retired]: "frozen" of 2024-01-31 was sealed, and its rows were let go
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer', retain='2 months') }}
      | ^
    hint: to take it again: --restate --select frozen --reason "…"

    warning[snapshot-stale]: "doubled" of 2024-01-31 is sealed, and its inputs changed since
     --> models/doubled.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='customer') }}
      | ^
    note: changed: frozen
    hint: see what differs: run models --select doubled --vars as_of=2024-01-31; keep what is sealed, or --restate it with a --reason

    12:00:00  done in 0.00s: 1 refused   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
});
