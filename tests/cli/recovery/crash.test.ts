import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRandom } from '../../../bench/streamflow/random.ts';
import { runCli } from '../../support/cli.ts';
import { type CliProcess, startCli } from '../../support/cli-process.ts';
import { connect, createDatabase, type TestDatabase } from '../../support/database.ts';
import { type TemporaryProject, temporaryProject } from '../temporary-project.ts';
import { type DatabaseState, readRuns, readState } from './database-state.ts';
import { installGates, shutGate } from './gate.ts';
import { lockWaiters } from './lock-waiters.ts';
import { until } from './until.ts';
import { WAREHOUSE } from './warehouse.ts';

// Processes are started one after another, on whatever the machine has left.
vi.setConfig({ testTimeout: 120_000 });

let project: TemporaryProject;
let undisturbed: DatabaseState;
/** From the first sign of life of an undisturbed run to its end. */
let workMs: number;

beforeAll(async () => {
  project = await temporaryProject(WAREHOUSE);
  await using database = await createDatabase();
  const cli = startBackfill(database);
  await firstOutput(cli);
  const startedMs = performance.now();
  const { code, stderr } = await cli.ended;
  workMs = performance.now() - startedMs;
  expect([code, stderr]).toEqual([0, '']);
  undisturbed = await readState(database.url);
});

afterAll(() => project?.[Symbol.asyncDispose]());

/** `backfill` in a process that can be killed. */
function startBackfill({ url }: TestDatabase): CliProcess {
  const words = ['backfill', '--json', '--project-dir', project.directory];
  return startCli(words, { env: { DATABASE_URL: url } });
}

/** The same command, undisturbed. */
async function finishWork({ url }: TestDatabase): Promise<void> {
  const { stdout, stderr, status } = await runCli(['backfill', '--json'], {
    directory: project.directory,
    env: { DATABASE_URL: url },
    now: () => new Date(),
  });
  expect([status, stderr], stdout).toEqual(['success', '']);
}

function firstOutput({ child }: CliProcess): Promise<unknown> {
  return new Promise((resolve) => child.stdout?.once('data', resolve));
}

/** Ends the process as no handler can notice. */
async function kill({ child, ended }: CliProcess): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

test('killed again and again, each time with another node built and not yet committed, a command finishes the work', async () => {
  await using database = await createDatabase();
  await installGates(database.url);
  const names = [
    'seed.warehouse.regions',
    'model.warehouse.customers 2024-01-31',
    'the end of a run',
    'seed.warehouse.raw_orders 2024-02-29',
    'model.warehouse.orders 2024-02-29',
    'model.warehouse.customers 2024-02-29',
    'model.warehouse.ledger 2024-02-29',
    'model.warehouse.totals 2024-02-29',
    'model.warehouse.report 2024-02-29',
  ];
  for (const name of names) {
    await using gate = await shutGate(database.url, name);
    const cli = startBackfill(database);
    await gate.arrival();
    await kill(cli);
  }
  await finishWork(database);
  expect(await readState(database.url)).toEqual(undisturbed);
  const { statuses, advisoryLocks } = await readRuns(database.url);
  // the server may still journal the end of a run that nobody waits for
  const january = /^interrupted interrupted (?:interrupted|success) /;
  expect(statuses.join(' ').replace(january, '')).toBe(
    `${'success interrupted '.repeat(6)}success success`,
  );
  expect(advisoryLocks).toBe(0);
});

test('a statement that outlives its killed command lets go by itself, and nothing of it stays', async () => {
  await using database = await createDatabase();
  await installGates(database.url);
  await using gate = await shutGate(database.url, 'model.warehouse.ledger 2024-01-31');
  const killed = startBackfill(database);
  const first = await gate.arrival();
  await kill(killed);
  const again = finishWork(database);
  // the second run gets there once the server has ended what the first one left, the gate still shut
  await until(async () => (await gate.arrival()) !== first);
  await gate.open();
  await again;
  expect(await readState(database.url)).toEqual(undisturbed);
});

test('killed while a reader keeps it from publishing, the same command finishes the work', async () => {
  await using database = await createDatabase();
  await installGates(database.url);
  await using gate = await shutGate(database.url, 'seed.warehouse.raw_orders 2024-02-29');
  const cli = startBackfill(database);
  await gate.arrival();
  const reader = await connect(database.url);
  await reader.query('begin; select from customers');
  await gate.open();
  await until(async () => (await lockWaiters(database.url, 'relation')).length > 0);
  await kill(cli);
  await reader.end();
  await finishWork(database);
  expect(await readState(database.url)).toEqual(undisturbed);
});

test('killed while it makes the journal, the same command makes it', async () => {
  await using database = await createDatabase();
  const other = await connect(database.url);
  await other.query('begin; create schema asof');
  const cli = startBackfill(database);
  await until(async () => (await lockWaiters(database.url, 'transactionid')).length > 0);
  await kill(cli);
  await other.end();
  await finishWork(database);
  expect(await readState(database.url)).toEqual(undisturbed);
});

const KILLS = 3;
const random = createRandom(20240131, 'moments to kill at');
const moments = Array.from({ length: KILLS }, (_, nth) => (nth + random.uniform()) / KILLS);

test.each(moments)(
  'killed after %f of its time, the same command finishes the work',
  async (moment) => {
    await using database = await createDatabase();
    const cli = startBackfill(database);
    await firstOutput(cli);
    await delay(moment * workMs);
    await kill(cli);
    await finishWork(database);
    expect(await readState(database.url)).toEqual(undisturbed);
    const { statuses, advisoryLocks } = await readRuns(database.url);
    expect(statuses.join(' ')).toMatch(/^(?:success )*(?:interrupted )?success success$/);
    expect(advisoryLocks).toBe(0);
  },
);
