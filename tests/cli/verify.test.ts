import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { SHOP, type TemporaryProject, temporaryProject } from './temporary-project.ts';

let project: TemporaryProject;
let database: TestDatabase;

const FROZEN = `{{ config(materialized='snapshot', unique_key='order_id') }}
select order_id, customer, amount from {{ ref('raw_orders') }}
`;

beforeAll(async () => {
  project = await temporaryProject({ ...SHOP, 'models/frozen.sql': FROZEN });
  database = await createDatabase();
  expect((await run('backfill')).status).toBe('success');
  // a column that came later: two lists of columns under the seals of one table
  await project.write('models/frozen.sql', FROZEN.replace('amount from', 'amount, 1 as n from'));
  await project.write(
    'seeds/orders_2024-03-31.csv',
    'order_id,customer,amount\n1,Ada,2\n4,Joan,5\n',
  );
  expect((await run('build', '--vars', 'as_of=2024-03-31')).status).toBe('success');
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function run(...words: readonly string[]): Promise<CliOutcome> {
  const options = {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
    now: () => new Date(),
  };
  const outcome = await runCli(words, options);
  return { ...outcome, stdout: outcome.stdout.replace(/\d+\.\d\ds/g, '0.00s') };
}

/** What is done to the database, what verify says of it, and then what undoes it. */
async function verified(damage: string, repair: string): Promise<CliOutcome> {
  const change = async (sql: string) => {
    const triggers = (state: string) =>
      ['2024_01_31', '2024_02_29', '2024_03_31']
        .map((day) => `alter table frozen__${day} ${state} trigger user;`)
        .join('');
    await query(database.url, `${triggers('disable')} ${sql}; ${triggers('enable')}`);
  };
  await change(damage);
  const outcome = await run('verify', '--select', 'frozen');
  await change(repair);
  return outcome;
}

test('what nobody touched is as it was sealed', async () => {
  expect(await run('verify')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "    relation        kind      seals  rows
    --  --------------  --------  -----  ----
    ok  public.frozen   snapshot      3     7
    ok  public.orders   upsert
    ok  raw.raw_orders  seed                7
    ok  public.totals   snapshot      3     7

    verified 6 seals and 21 rows in 0.00s
    ",
    }
  `);
  expect(await run('verify', '--as-of', '2024-01-31', '--select', 'frozen')).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "    relation       kind      seals  rows
    --  -------------  --------  -----  ----
    ok  public.frozen  snapshot      1     2

    verified 1 seal and 2 rows in 0.00s
    ",
    }
  `);
});

test('a changed cell is found', async () => {
  const outcome = await verified(
    "update frozen set amount = 13 where as_of = '2024-01-31' and order_id = 1",
    "update frozen set amount = 12.50 where as_of = '2024-01-31' and order_id = 1",
  );
  expect(outcome).toMatchInlineSnapshot(`
    {
      "status": "fail",
      "stderr": "error[verify-mismatch]: "frozen" of 2024-01-31 holds other values than were sealed
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='order_id') }}
      | ^
    hint: find out who changed it; a restatement would give it what its inputs hold now

    1 error
    ",
      "stdout": "      relation       kind      seals  rows
    ----  -------------  --------  -----  ----
    FAIL  public.frozen  snapshot      3     7

    verified 3 seals and 7 rows in 0.00s
    ",
    }
  `);
});

const JANUARY = "as_of = '2024-01-31'";
test.each([
  [
    'a deleted row',
    `delete from frozen where ${JANUARY} and order_id = 1`,
    `insert into frozen (order_id, customer, amount, as_of) values (1, 'Ada', 12.50, '2024-01-31')`,
    '"frozen" of 2024-01-31 holds 1 row, and 2 were sealed',
  ],
  [
    'an added row',
    `insert into frozen (order_id, customer, amount, as_of) values (9, 'Eve', 1, '2024-01-31')`,
    `delete from frozen where ${JANUARY} and order_id = 9`,
    '"frozen" of 2024-01-31 holds 3 rows, and 2 were sealed',
  ],
  [
    'two rows whose values were exchanged',
    `update frozen set amount = case order_id when 1 then 7.00 else 12.50 end where ${JANUARY}`,
    `update frozen set amount = case order_id when 1 then 12.50 else 7.00 end where ${JANUARY}`,
    '"frozen" of 2024-01-31 holds other values than were sealed',
  ],
  [
    'a row of another as_of',
    `alter table frozen detach partition frozen__2024_01_31`,
    `alter table frozen attach partition frozen__2024_01_31 for values in ('2024-01-31')`,
    '"frozen" of 2024-01-31 holds 0 rows, and 2 were sealed',
  ],
  [
    'a column that is gone',
    'alter table frozen rename column customer to client',
    'alter table frozen rename column client to customer',
    '"frozen" of 2024-01-31 is sealed with columns that are gone: customer',
  ],
])('%s is found', async (_, damage, repair, message) => {
  const { status, stderr } = await verified(damage, repair);
  expect(stderr).toContain(`error[verify-mismatch]: ${message}\n`);
  expect(status).toBe('fail');
  expect((await run('verify')).status).toBe('success');
});

test('triggers that are switched off, and a table that is another, are found', async () => {
  await query(database.url, 'alter table frozen__2024_02_29 disable trigger user');
  await query(
    database.url,
    'alter table orders rename to o; create table public.orders as table o',
  );
  await query(database.url, 'delete from raw.raw_orders where order_id = 4');
  const { stderr, status } = await run('verify');
  const found = [...stderr.matchAll(/^error\[verify-mismatch\]: (.*)$/gm)].map(([, each]) => each);
  expect(found).toEqual([
    '"frozen" of 2024-02-29 is not guarded: its triggers are gone or switched off',
    '"orders" is not the table that was built',
    '"raw_orders" of 2024-03-31 holds 1 rows, and 2 were loaded',
  ]);
  expect(status).toBe('fail');
  await query(database.url, 'alter table frozen__2024_02_29 enable trigger user');
  await query(database.url, 'drop table orders; alter table o rename to orders');
});

test('verify --json is one object', async () => {
  const { stdout } = await run('verify', '--json', '--select', 'totals', '--as-of', '2024-01-31');
  expect(JSON.parse(stdout)).toEqual({
    seals: [
      {
        node: 'model.shop.totals',
        as_of: '2024-01-31',
        row_count: 2,
        checksum: expect.stringMatching(/^-?\d+$/),
        status: 'same',
      },
    ],
    findings: [],
  });
});

test('any one cell that is changed is found', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('2024-01-31', '2024-02-29', '2024-03-31'),
      fc.integer({ min: 1, max: 1_000_000 }),
      async (asOf, cents) => {
        const { stderr } = await verified(
          `update frozen set amount = amount + ${cents} / 100.0 where as_of = '${asOf}' and order_id = 1`,
          `update frozen set amount = round(amount - ${cents} / 100.0, ${asOf === '2024-03-31' ? 0 : 2}) where as_of = '${asOf}' and order_id = 1`,
        );
        expect(stderr).toContain(`"frozen" of ${asOf} holds other values than were sealed`);
        expect((await run('verify', '--select', 'frozen')).status).toBe('success');
      },
    ),
    { numRuns: 8 },
  );
});

test('a database that was never worked on has nothing to verify', async () => {
  await using empty = await createDatabase();
  const env = { DATABASE_URL: empty.url };
  const { stdout, status } = await runCli(['verify'], { directory: project.directory, env });
  expect(stdout).toContain('verified 0 seals and 0 rows');
  expect(status).toBe('success');
});
