import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { SHOP, type TemporaryProject, temporaryProject } from './temporary-project.ts';

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

function run(...words: readonly string[]): Promise<CliOutcome> {
  const env = { DATABASE_URL: database.url };
  return runCli(words, { directory: project.directory, env, now: () => new Date() });
}

test('a database that was never worked on is left as it is', async () => {
  expect((await run('status')).stdout).toBe('nothing is built on target "warehouse" yet\n');
  const found = await query(database.url, "select to_regnamespace('asof') as schema");
  expect(found).toEqual([{ schema: null }]);
});

test('status says what each node holds, what is stale, and the last results', async () => {
  expect((await run('backfill')).status).toBe('success');
  expect((await run('status')).stdout).toMatchInlineSnapshot(`
    "node        kind      as_of       holds                      last result
    ----------  --------  ----------  -------------------------  ----------------
    orders      upsert    2024-02-29                             ok of 2024-02-29
    raw_orders  seed      2024-02-29  2 as_ofs, from 2024-01-31  ok of 2024-02-29
    totals      snapshot  2024-02-29  2 sealed, from 2024-01-31  ok of 2024-02-29
    "
  `);
  await project.write('seeds/orders_2024-01-31.csv', 'order_id,customer,amount\n1,Ada,13\n');
  await project.write('seeds/orders_2024-03-31.csv', 'order_id,customer,amount\n1,,13\n');
  await run('seed', '--concurrency', '1');
  expect((await run('models', '--vars', 'as_of=2024-03-31')).status).toBe('fail');
  expect((await run('status')).stdout).toMatchInlineSnapshot(`
    "node        kind      as_of       holds                      last result
    ----------  --------  ----------  -------------------------  -----------------------------------------------
    orders      upsert    2024-02-29                             FAIL of 2024-03-31: 1 expectation does not hold
    raw_orders  seed      2024-03-31  3 as_ofs, from 2024-01-31  ok of 2024-03-31
    totals      snapshot  2024-02-29  2 sealed, from 2024-01-31  ok of 2024-02-29

    stale: totals of 2024-01-31, since raw_orders changed
    "
  `);
  expect((await run('status', '--select', 'orders')).stdout).toMatchInlineSnapshot(`
    "node    kind    as_of       holds  last result
    ------  ------  ----------  -----  -----------------------------------------------
    orders  upsert  2024-02-29         FAIL of 2024-03-31: 1 expectation does not hold
    "
  `);
});

test('status --json is one object', async () => {
  const { stdout } = await run('status', '--json');
  const answer = JSON.parse(stdout);
  const text = { seals: expect.any(String), run_id: expect.stringMatching(/^[0-9A-Z]{26}$/) };
  expect(answer.live_as_ofs).toEqual(['2024-02-29']);
  expect(answer.nodes.map((each: { node: string }) => each.node)).toEqual([
    'model.shop.orders',
    'seed.shop.raw_orders',
    'model.shop.totals',
  ]);
  expect(answer.nodes[2]).toEqual({
    node: 'model.shop.totals',
    kind: 'snapshot',
    relation: 'public.totals',
    as_of: '2024-02-29',
    as_ofs: ['2024-01-31', '2024-02-29'],
    seals: [
      {
        as_of: '2024-01-31',
        status: 'sealed',
        row_count: 2,
        checksum: text.seals,
        sealed_at: expect.any(String),
        stale_inputs: ['seed.shop.raw_orders'],
      },
      {
        as_of: '2024-02-29',
        status: 'sealed',
        row_count: 2,
        checksum: text.seals,
        sealed_at: expect.any(String),
        stale_inputs: [],
      },
    ],
    last: {
      status: 'success',
      as_of: '2024-02-29',
      run_id: text.run_id,
      message: null,
      finished_at: expect.any(String),
    },
  });
});
