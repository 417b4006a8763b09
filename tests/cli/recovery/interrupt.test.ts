import type { ChildProcess } from 'node:child_process';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { type CliProcess, startCli } from '../../support/cli-process.ts';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import { type TemporaryProject, temporaryProject } from '../temporary-project.ts';
import { type DatabaseState, readRuns, readState } from './database-state.ts';
import { installGates, shutGate } from './gate.ts';
import { until } from './until.ts';
import { WAREHOUSE } from './warehouse.ts';

// Processes are started one after another, on whatever the machine has left.
vi.setConfig({ testTimeout: 120_000 });

let project: TemporaryProject;
let undisturbed: DatabaseState;

beforeAll(async () => {
  project = await temporaryProject(WAREHOUSE);
  await using database = await createDatabase();
  await backfill(database);
  undisturbed = await readState(database.url);
});

afterAll(() => project?.[Symbol.asyncDispose]());

function startBackfill({ url }: TestDatabase, ...words: readonly string[]): CliProcess {
  const all = ['backfill', '--project-dir', project.directory, ...words];
  return startCli(all, { env: { DATABASE_URL: url } });
}

function backfill({ url }: TestDatabase) {
  const env = { DATABASE_URL: url };
  return runCli(['backfill'], { directory: project.directory, env, now: () => new Date() });
}

async function journalled({ url }: TestDatabase, status: string): Promise<readonly unknown[]> {
  const rows = await query(
    url,
    'select node_id from asof.node_runs where status = $1 order by node_id',
    [status],
  );
  return rows.map((row) => row['node_id']);
}

/** The backends of commands that are at work in the database. */
async function backends({ url }: TestDatabase): Promise<number> {
  const rows = await query(
    url,
    `select 1 from pg_stat_activity
    where datname = current_database() and application_name = 'asof'`,
  );
  return rows.length;
}

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends the statements in the server, and the same command finishes the work',
  async (signal) => {
    await using database = await createDatabase();
    await installGates(database.url);
    await using gate = await shutGate(database.url, 'model.warehouse.customers 2024-02-29');
    const { child, ended } = startBackfill(database, '--quiet');
    await gate.arrival();
    child.kill(signal);
    const { code, stdout, stderr } = await ended;
    expect([code, stdout, stderr.split('\n').slice(0, 2)]).toEqual([
      130,
      '',
      ['', 'stopping: cancelling what runs (once more to leave at once)'],
    ]);
    expect(await backends(database)).toBe(0);
    expect(await readRuns(database.url)).toEqual({
      statuses: ['success', 'interrupted'],
      advisoryLocks: 1, // the gate
    });
    expect(await journalled(database, 'interrupted')).toContain('model.warehouse.customers');
    await gate.open();
    expect((await backfill(database)).status).toBe('success');
    expect(await readState(database.url)).toEqual(undisturbed);
  },
);

test('a second Ctrl-C leaves at once, whatever the server does', async () => {
  await using database = await createDatabase();
  await query(
    database.url,
    `create function stubborn() returns boolean language plpgsql as $$
    begin
      loop
        begin
          perform pg_sleep(600);
        exception when query_canceled then
        end;
      end loop;
    end $$`,
  );
  await using stuck = await temporaryProject({
    'project.yml': WAREHOUSE['project.yml'],
    'models/stuck.sql': "{{ config(materialized='table') }} select stubborn() as a",
  });
  const { child, ended } = startCli(['models', '--project-dir', stuck.directory], {
    env: { DATABASE_URL: database.url },
  });
  const sleepers = async () =>
    (
      await query(
        database.url,
        "select from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
      )
    ).length;
  await until(async () => (await sleepers()) > 0);
  const stopping = saying(child, 'stopping');
  child.kill('SIGINT');
  await until(() => stopping.isSaid);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  // the server sees within two seconds that nobody waits for the statement any more
  await until(async () => (await backends(database)) === 0);
  const next = await runCli(['seed', '--select', 'regions'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
    now: () => new Date(),
  });
  expect(next.status).toBe('success');
  expect((await readRuns(database.url)).statuses).toEqual(['interrupted', 'success']);
});

test('Ctrl-C ends the waiting for another run, and leaves no trace of it', async () => {
  await using database = await createDatabase();
  await installGates(database.url);
  await using gate = await shutGate(database.url, 'model.warehouse.orders 2024-01-31');
  const january = backfill(database);
  await gate.arrival();
  const { child, ended } = startBackfill(database, '--from', '2024-02-29');
  const waiting = saying(child, 'waiting for run');
  await until(() => waiting.isSaid);
  child.kill('SIGINT');
  expect((await ended).code).toBe(130);
  await gate.open();
  expect((await january).status).toBe('success');
  expect((await readRuns(database.url)).statuses).toEqual(['success', 'success']);
});

/** Whether a process has said something on stderr since. */
function saying({ stderr }: ChildProcess, text: string): { readonly isSaid: boolean } {
  let said = '';
  stderr?.on('data', (chunk) => {
    said += chunk;
  });
  return {
    get isSaid() {
      return said.includes(text);
    },
  };
}
