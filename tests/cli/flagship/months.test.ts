import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { type Month, rowsOf, TABLES } from '../../support/streamflow-state.ts';
import type { TemporaryProject } from '../temporary-project.ts';
import {
  changed,
  expectState,
  type FlagshipRun,
  flagshipProject,
  generatedMonth,
  nodeOf,
  readWriters,
  runFlagship,
} from './streamflow.ts';

const USERS = 60;
const LEAVES = userAt(3);
const MOVES = userAt(10);

function userAt(row: number): string {
  return [...rowsOf(generatedMonth(0, USERS).files.users).keys()][row] ?? '';
}

const without = (user: string) => (csv: string) =>
  csv.replace(new RegExp(`^${user},.*\n`, 'm'), '');

/** Rows that are rare and right: the smallest, the largest, digits that a float would lose. */
const AWKWARD = {
  users:
    '0000-AAAAA,1970-01-01,Female,True,False,True\n9999-ZZZZZ,2024-01-31,Male,False,True,False\n',
  subscriptions:
    '0000-AAAAA,0,,,Month-to-month,False,0.0,0.0,No\n9999-ZZZZZ,72,True,False,Two year,True,118.75,8550.05,Fiber optic\n',
  usage_agg_30d:
    '0000-AAAAA,0,0.00,1,0,0\n9999-ZZZZZ,719.99999999999999999999,29.14104464084511000,20,2147483647,0\n',
  payments_agg_90d: '0000-AAAAA,0\n9999-ZZZZZ,90\n',
  support_agg_90d: '0000-AAAAA,0,0.0\n9999-ZZZZZ,3,10.10\n',
  labels: '0000-AAAAA,True\n9999-ZZZZZ,False\n',
} as const;

function withAwkward(month: Month): Month {
  return changed(
    month,
    Object.fromEntries(TABLES.map((table) => [table, (csv: string) => csv + AWKWARD[table]])),
  );
}

const JANUARY = withAwkward(generatedMonth(0, USERS));
/** One user leaves; another gets a new fee, loses internet service and with it the plans. */
const FEBRUARY = changed(withAwkward(generatedMonth(1, USERS)), {
  ...Object.fromEntries(TABLES.map((table) => [table, without(LEAVES)])),
  subscriptions: (csv) =>
    without(LEAVES)(csv).replace(
      new RegExp(`^${MOVES},.*$`, 'm'),
      `${MOVES},1,,,One year,True,20.05,20.1,No`,
    ),
});
/** The user who left is back. */
const MARCH = withAwkward(generatedMonth(2, USERS));

const FEE_CORRECTED = changed(JANUARY, {
  subscriptions: (csv) =>
    csv.replace(new RegExp(`^(${MOVES},(?:[^,]*,){5})[^,]*`, 'm'), (_, before) => `${before}99.95`),
});

let project: TemporaryProject;
/** With January built; others are copies of it. */
let january: TestDatabase;

beforeAll(async () => {
  project = await flagshipProject([JANUARY, FEBRUARY, MARCH]);
  january = await createDatabase();
  expect((await build(january, JANUARY)).status).toBe('success');
});

afterAll(async () => {
  await january?.drop();
  await project?.[Symbol.asyncDispose]();
});

function build(
  database: TestDatabase,
  { asOf }: Month,
  ...words: readonly string[]
): Promise<FlagshipRun> {
  return runFlagship(project, database, 'build', '--vars', `as_of=${asOf}`, ...words);
}

function startedInJanuary(): Promise<TestDatabase> {
  return createDatabase({ template: january.name });
}

test('three months in order are what their exports say, and a second backfill writes nothing', async () => {
  await using database = await createDatabase();
  expect((await runFlagship(project, database, 'backfill')).status).toBe('success');
  const all = [JANUARY, FEBRUARY, MARCH];
  await expectState(database, { live: all, sealed: all });

  const writers = await readWriters(database);
  const again = await runFlagship(project, database, 'backfill');
  expect([again.status, [...new Set(Object.values(again.statuses))]]).toEqual([
    'success',
    ['unchanged'],
  ]);
  expect(await readWriters(database)).toEqual(writers);
});

test('a user who leaves is told of, stays live and is in no later snapshot', async () => {
  await using database = await startedInJanuary();
  const run = await build(database, FEBRUARY);
  expect(run.status).toBe('success');
  for (const table of TABLES) {
    const { status, message, rows } = nodeOf(run, table);
    expect([status, message, rows['missing']]).toEqual([
      'warn',
      '1 key is no longer in the batch',
      1,
    ]);
  }
  await expectState(database, { live: [JANUARY, FEBRUARY], sealed: [JANUARY, FEBRUARY] });
});

test('January again after February changes nothing', async () => {
  await using database = await startedInJanuary();
  await build(database, FEBRUARY);
  const writers = await readWriters(database);
  const again = await build(database, JANUARY);
  expect([again.status, [...new Set(Object.values(again.statuses))]]).toEqual([
    'success',
    ['unchanged'],
  ]);
  expect(await readWriters(database)).toEqual(writers);
});

test('a month that would be jumped over is asked for', async () => {
  await using database = await startedInJanuary();
  const run = await build(database, MARCH);
  expect(run.status).toBe('fail');
  expect(nodeOf(run, 'users').message).toBe(
    'stands at 2024-01-31, and the inputs hold 2024-02-29 before 2024-03-31',
  );
  await expectState(database, { live: [JANUARY], sealed: [JANUARY] });
});

test('February alone is February, and January cannot be taken after it', async () => {
  await using database = await createDatabase();
  expect((await build(database, FEBRUARY)).status).toBe('success');
  await expectState(database, { live: [FEBRUARY], sealed: [FEBRUARY] });

  const late = await build(database, JANUARY);
  expect(late.status).toBe('fail');
  for (const table of TABLES) expect(late.statuses[table]).toBe('superseded');
  expect(nodeOf(late, 'users_snapshots')).toMatchObject({
    status: 'refused',
    message: 'needs at 2024-01-31 the rows of "users", which stands at 2024-02-29',
  });
  await expectState(database, { live: [FEBRUARY], sealed: [FEBRUARY] });
});

test('a snapshot may be taken late as long as its month is live, and is refused afterwards', async () => {
  await using database = await createDatabase();
  const live = ['--select', '+models/live/'];
  expect((await build(database, JANUARY, ...live)).status).toBe('success');
  expect((await build(database, JANUARY, '--exclude', 'labels_snapshots+')).status).toBe('success');
  expect((await build(database, FEBRUARY, ...live)).status).toBe('success');
  const late = await build(database, JANUARY);
  expect(late.statuses).toMatchObject({
    users_snapshots: 'unchanged',
    labels_snapshots: 'refused',
    training_set: 'skipped',
  });
});

test('a January that is corrected before February reaches the live tables, never what is sealed', async () => {
  await using database = await startedInJanuary();
  await using corrected = await flagshipProject([FEE_CORRECTED, FEBRUARY]);
  const again = await runFlagship(corrected, database, 'build', '--vars', 'as_of=2024-01-31');
  expect(again.status).toBe('fail');
  const [problem] = nodeOf(again, 'subscriptions_profile_snapshots').diagnostics;
  expect([problem?.code, problem?.notes.map(({ message }) => message)]).toEqual([
    'snapshot-sealed',
    [
      'rows that would change: 1, be added: 0, be removed: 0',
      'changed: "monthly_fee" in 1',
      `first keys: ${MOVES}`,
    ],
  ]);
  await expectState(database, { live: [FEE_CORRECTED], sealed: [JANUARY] });

  await runFlagship(corrected, database, 'build', '--vars', 'as_of=2024-02-29');
  await expectState(database, { live: [FEE_CORRECTED, FEBRUARY], sealed: [JANUARY, FEBRUARY] });
});

test('a January that is corrected after February is refused, and changes nothing that is built', async () => {
  await using database = await startedInJanuary();
  await build(database, FEBRUARY);
  await using corrected = await flagshipProject([FEE_CORRECTED, FEBRUARY]);
  const again = await runFlagship(corrected, database, 'backfill');
  expect(again.status).toBe('fail');
  expect(again.statuses).toMatchObject({
    raw_subscriptions: 'success',
    subscriptions: 'superseded',
    subscriptions_profile_snapshots: 'refused',
    labels_snapshots: 'unchanged',
  });
  const both = [JANUARY, FEBRUARY];
  await expectState(database, { live: both, sealed: both });
});
