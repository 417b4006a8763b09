import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { embeddedProject } from '../../embedded/embedded-project.ts';
import { type CliOutcome, runCli } from '../../support/cli.ts';
import { startCli } from '../../support/cli-process.ts';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import { type TemporaryProject, temporaryProject, writeFiles } from '../temporary-project.ts';
import { type DatabaseState, readRuns, readState } from './database-state.ts';
import { installGates, shutGate } from './gate.ts';
import { lockWaiters } from './lock-waiters.ts';
import { until } from './until.ts';
import { WAREHOUSE } from './warehouse.ts';

// Processes are started one after another, on whatever the machine has left.
vi.setConfig({ testTimeout: 120_000 });

const JANUARY = ['build', '--vars', 'as_of=2024-01-31'] as const;
const FEBRUARY = ['build', '--vars', 'as_of=2024-02-29'] as const;
let project: TemporaryProject;

beforeAll(async () => {
  project = await temporaryProject(WAREHOUSE);
});

afterAll(() => project?.[Symbol.asyncDispose]());

function run({ url }: TestDatabase, words: readonly string[]): Promise<CliOutcome> {
  const env = { DATABASE_URL: url };
  return runCli(words, { directory: project.directory, env, now: () => new Date() });
}

async function stateAfter(...commands: readonly (readonly string[])[]): Promise<DatabaseState> {
  await using database = await createDatabase();
  for (const words of commands) await run(database, words);
  return await readState(database.url);
}

function last({ stdout }: CliOutcome) {
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}');
}

/** The status of each node, of the runs that dealt with it, in alphabetical order. */
function statusesByNode(outcomes: readonly CliOutcome[]): Readonly<Record<string, string>> {
  const found: Record<string, string[]> = {};
  for (const { node, status } of outcomes.flatMap((outcome) => last(outcome).nodes)) {
    found[node] = [...(found[node] ?? []), status].sort();
  }
  return Object.fromEntries(Object.entries(found).map(([node, all]) => [node, all.join(' ')]));
}

// The commands meet in an empty database: they also race for making the journal and the schemas.
test.each(Array.from({ length: 5 }, (_, nth) => nth))(
  'two builds of one as_of at once do each node once (%i)',
  async () => {
    const expected = await alone();
    await using database = await createDatabase();
    const words = [...JANUARY, '--json'];
    const outcomes = await Promise.all([run(database, words), run(database, words)]);
    expect(outcomes.map(({ status, stderr }) => [status, stderr])).toEqual([
      ['success', ''],
      ['success', ''],
    ]);
    expect(statusesByNode(outcomes)).toEqual({
      'seed.warehouse.raw_orders': 'success unchanged',
      'seed.warehouse.regions': 'success unchanged',
      'model.warehouse.orders': 'success unchanged',
      'model.warehouse.customers': 'success unchanged',
      'model.warehouse.ledger': 'success unchanged',
      'model.warehouse.totals': 'success unchanged',
      'model.warehouse.report': 'success unchanged',
    });
    expect(await readState(database.url)).toEqual(expected);
    expect(await readRuns(database.url)).toEqual({
      statuses: ['success', 'success'],
      advisoryLocks: 0,
    });
  },
);

let januaryAlone: Promise<DatabaseState> | undefined;
function alone(): Promise<DatabaseState> {
  januaryAlone ??= stateAfter(JANUARY);
  return januaryAlone;
}

test('two backfills at once, as processes, give what one gives', async () => {
  const expected = await stateAfter(['backfill']);
  await using database = await createDatabase();
  const words = ['backfill', '--project-dir', project.directory];
  const both = [1, 2].map(() => startCli(words, { env: { DATABASE_URL: database.url } }).ended);
  for (const { code, stderr } of await Promise.all(both)) expect(code, stderr).toBe(0);
  expect(await readState(database.url)).toEqual(expected);
});

test('seeds that are loaded twice at once, and by a build, are loaded once', async () => {
  const expected = await stateAfter(['seed'], JANUARY);
  await using database = await createDatabase();
  const commands = [['seed'], ['seed'], JANUARY, ['seed']];
  const outcomes = await Promise.all(commands.map((words) => run(database, words)));
  expect(outcomes.map(({ status }) => status)).toEqual(commands.map(() => 'success'));
  expect(await readState(database.url)).toEqual(expected);
});

test('a build of another as_of waits, or ends naming the run it would wait for', async () => {
  await using database = await createDatabase();
  await installGates(database.url);
  await using gate = await shutGate(database.url, 'model.warehouse.orders 2024-01-31');
  const january = run(database, JANUARY);
  await gate.arrival();
  const [{ run_id: runId } = {}] = await query(database.url, 'select run_id from asof.runs');

  const refused = await run(database, [...FEBRUARY, '--wait', '0']);
  const [problem, , hint] = refused.stderr.split('\n');
  expect([refused.status, refused.stdout, problem, hint]).toEqual([
    'error',
    '',
    `error[run-waiting]: run ${runId} is building as_of 2024-01-31, so 2024-02-29 has to wait`,
    'hint: wait until it has ended, or give --wait more seconds',
  ]);

  const february = run(database, [...FEBRUARY, '--json']);
  // seeds are nobody's as_of: they do not wait for builds
  expect((await run(database, ['seed', '--select', 'regions'])).status).toBe('success');
  await gate.open();
  expect((await january).status).toBe('success');
  const waited = await february;
  expect(waited.status).toBe('success');
  const [warning] = waited.stdout.split('\n').map((line) => JSON.parse(line || '{}'));
  expect([warning.type, warning.diagnostic?.message]).toEqual([
    'diagnostic',
    `waiting for run ${runId}, which is building 2024-01-31`,
  ]);
  expect(await readState(database.url)).toEqual(await stateAfter(JANUARY, FEBRUARY));
});

test('a run that was taken for dead publishes nothing more', async () => {
  await using database = await createDatabase();
  await installGates(database.url);
  await using gate = await shutGate(database.url, 'model.warehouse.orders 2024-01-31');
  const taken = run(database, [...JANUARY, '--json']);
  const node = await gate.arrival();
  // its sessions live on, but for the one that says so
  await query(
    database.url,
    `select pg_terminate_backend(l.pid)
    from pg_locks as l join asof.runs as r
      on l.classid::bigint << 32 | l.objid::bigint = r.lock_key
    where l.locktype = 'advisory' and l.pid <> $1`,
    [node],
  );
  const next = run(database, JANUARY);
  // before it says that the run is dead it waits for what the run is just committing
  await until(async () => (await lockWaiters(database.url, 'transactionid')).length > 0);
  await gate.open();
  expect((await next).status).toBe('success');
  const { nodes, status, diagnostics } = last(await taken);
  expect([status, diagnostics[0].code]).toEqual(['error', 'database-connection']);
  const codes = nodes.flatMap((each: { status: string; diagnostics: { code: string }[] }) =>
    each.status === 'error' ? each.diagnostics.map(({ code }) => code) : [],
  );
  expect(codes).toEqual(['run-lost']);
  expect(await readState(database.url)).toEqual(await alone());
  expect((await readRuns(database.url)).statuses).toEqual(['interrupted', 'success']);
});

test('two commands that start the server of a new project at once both work on it', async () => {
  await using fresh = embeddedProject();
  await writeFiles(fresh.directory, WAREHOUSE);
  const words = [...JANUARY, '--target', 'embedded', '--project-dir', fresh.directory];
  const both = [1, 2].map(() => startCli(words).ended);
  for (const { code, stderr } of await Promise.all(both)) expect(code, stderr).toBe(0);
});
