import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import { type Month, type Row, rowsOf, TABLES } from '../../support/streamflow-state.ts';
import {
  changed,
  expectLive,
  expectState,
  type FlagshipRun,
  flagshipProject,
  generatedMonth,
  nodeOf,
  runFlagship,
  writeMonth,
} from './streamflow.ts';

// What goes wrong in pipelines of this kind, and is refused or impossible here.

const USERS = 40;
const JANUARY = generatedMonth(0, USERS);
const FEBRUARY = generatedMonth(1, USERS);
const BUILD_JANUARY = ['build', '--vars', 'as_of=2024-01-31'] as const;
const BUILD_FEBRUARY = ['build', '--vars', 'as_of=2024-02-29'] as const;

/** With January built; each test works on a copy. */
let january: TestDatabase;

beforeAll(async () => {
  january = await createDatabase();
  await using project = await flagshipProject([JANUARY]);
  expect((await runFlagship(project, january, ...BUILD_JANUARY)).status).toBe('success');
});

afterAll(() => january?.drop());

function startedInJanuary(): Promise<TestDatabase> {
  return createDatabase({ template: january.name });
}

/** Builds February, as it is given, on top of January. */
async function buildFebruary(database: TestDatabase, february: Month): Promise<FlagshipRun> {
  await using project = await flagshipProject([JANUARY, february]);
  return await runFlagship(project, database, ...BUILD_FEBRUARY);
}

/** The CSV with one cell changed; lines count from the header on, which is 1, and cells from 1. */
function withCell(line: number, cell: number, value: string): (csv: string) => string {
  return (csv) => {
    const lines = csv.split('\n');
    const cells = lines[line - 1]?.split(',') ?? [];
    return lines.with(line - 1, cells.with(cell - 1, value).join(',')).join('\n');
  };
}

function userAt(csv: string, line: number): string {
  return csv.split('\n')[line - 1]?.split(',')[0] ?? '';
}

function places({ diagnostics }: FlagshipRun['nodes'][number]): readonly unknown[] {
  return diagnostics.map(({ code, message, location }) => [
    code,
    message,
    `${location?.file}:${location?.line}`,
  ]);
}

test('the labels of a month stay those of that month when the next one is loaded', async () => {
  await using database = await startedInJanuary();
  await buildFebruary(database, FEBRUARY);
  const labels = await query(
    database.url,
    "select user_id, churn_label::text from training_set where as_of = '2024-01-31'",
  );
  const byUser = (rows: Iterable<Row | Record<string, unknown>>) =>
    Object.fromEntries([...rows].map((row) => [row['user_id'], row['churn_label']]));
  const exported = byUser(rowsOf(JANUARY.files.labels).values());
  expect(byUser(labels)).toEqual(exported);
  expect(byUser(rowsOf(FEBRUARY.files.labels).values())).not.toEqual(exported);
});

test('a date that is no month of the exports is refused, with those there are', async () => {
  await using database = await startedInJanuary();
  await using project = await flagshipProject([JANUARY, FEBRUARY]);
  const run = await runFlagship(project, database, 'build', '--vars', 'as_of=2024-02-28');
  expect([run.status, run.stderr]).toEqual([
    'error',
    `error[as-of-not-held]: no seed holds the as_of 2024-02-28
 --> command line:1:18
  |
1 | run build --vars as_of=2024-02-28 --target warehouse --json
  |                  ^^^^^^^^^^^^^^^^
hint: the seeds hold 2024-01-31 and 2024-02-29

1 error
`,
  ]);
});

test('two folders of one month are told apart by no date, so their users collide', async () => {
  await using database = await startedInJanuary();
  await using project = await flagshipProject([JANUARY, FEBRUARY]);
  await writeMonth(project, FEBRUARY, 'month_1');
  const run = await runFlagship(project, database, ...BUILD_FEBRUARY);
  expect(run.status).toBe('fail');
  for (const table of TABLES) {
    const { status, message } = nodeOf(run, `raw_${table}`);
    expect([status, message]).toEqual([
      'error',
      `the unique key is taken: "user_id" is "${userAt(FEBRUARY.files[table], 2)}"`,
    ]);
  }
  await expectState(database, { live: [JANUARY], sealed: [JANUARY] });
});

test('a month that was sealed from the wrong folder is not sealed again without a word', async () => {
  await using database = await createDatabase();
  await using project = await flagshipProject();
  await writeMonth(project, FEBRUARY, 'month_000');
  expect((await runFlagship(project, database, ...BUILD_JANUARY)).status).toBe('success');
  await writeMonth(project, JANUARY, 'month_000');
  const again = await runFlagship(project, database, ...BUILD_JANUARY);
  expect(again.status).toBe('fail');
  const [problem] = nodeOf(again, 'usage_agg_30d_snapshots').diagnostics;
  expect([problem?.message, problem?.notes[0]?.message]).toEqual([
    '"usage_agg_30d_snapshots" of 2024-01-31 is sealed, and building it now gives other rows',
    `rows that would change: ${USERS}, be added: 0, be removed: 0`,
  ]);
});

test('a plan that is not known stays unknown, and is served as false only without internet', async () => {
  await using database = await startedInJanuary();
  const csv = JANUARY.files.subscriptions;
  const unknown = [...rowsOf(csv).values()].filter((row) => row['plan_stream_tv'] === null);
  expect(unknown.length).toBeGreaterThan(0);
  const [live] = await query(
    database.url,
    'select count(*)::int as n from subscriptions where plan_stream_tv is null',
  );
  const [served] = await query(
    database.url,
    "select count(*)::int as n from training_set where not plan_stream_tv and net_service = 'No'",
  );
  expect([live?.['n'], served?.['n']]).toEqual([unknown.length, unknown.length]);

  // what a truth value makes of an empty cell
  const line = csv.split('\n').findIndex((text) => text.endsWith(',No')) + 1;
  const run = await buildFebruary(
    database,
    changed(FEBRUARY, { subscriptions: withCell(line, 3, 'True') }),
  );
  expect(run.expectations.filter(({ status }) => status === 'fail')).toMatchObject([
    {
      id: 'streaming_is_unknown_only_without_internet',
      unexpected_count: 1,
      unexpected_keys: [{ user_id: userAt(csv, line) }],
    },
  ]);
  await expectLive(database, 'subscriptions', [JANUARY]);
});

test('a number keeps all its digits, and one that does not fit is shown at its place', async () => {
  await using database = await startedInJanuary();
  const digits = '33.4836507667874130000123456789';
  const february = changed(FEBRUARY, { usage_agg_30d: withCell(7, 2, digits) });
  expect((await buildFebruary(database, february)).status).toBe('success');
  await expectState(database, { live: [JANUARY, february], sealed: [JANUARY, february] });

  await using other = await startedInJanuary();
  const broken = changed(FEBRUARY, { usage_agg_30d: withCell(7, 5, '2.5') });
  expect(places(nodeOf(await buildFebruary(other, broken), 'raw_usage_agg_30d'))).toEqual([
    [
      'seed-bad-row',
      '"skips_7d" must be a whole number from -2147483648 to 2147483647, without leading zeros, not "2.5"',
      'seeds/month_001/usage_agg_30d.csv:7',
    ],
  ]);
  await expectLive(other, 'usage_agg_30d', [JANUARY]);
});

test('a number that is written with more zeros is the same number', async () => {
  await using database = await startedInJanuary();
  const rewritten = changed(FEBRUARY, {
    subscriptions: () =>
      JANUARY.files.subscriptions.replaceAll(/(\.\d+),/g, (_, digits) => `${digits}00,`),
  });
  const run = await buildFebruary(database, rewritten);
  expect(run.status).toBe('success');
  expect(nodeOf(run, 'subscriptions').rows).toEqual({
    inserted: 0,
    updated: 0,
    unchanged: USERS,
    missing: 0,
  });
});

test('a value that cannot be is caught before it is published, by row, column and value', async () => {
  await using database = await startedInJanuary();
  const february = changed(FEBRUARY, { subscriptions: withCell(9, 7, '-1.0') });
  const run = await buildFebruary(database, february);
  expect([run.status, run.statuses['subscriptions']]).toEqual(['fail', 'fail']);
  expect(run.expectations.filter(({ status }) => status === 'fail')).toMatchObject([
    {
      id: 'subscriptions.monthly_fee.non_negative',
      column: 'monthly_fee',
      unexpected_count: 1,
      partial_unexpected_list: [-1],
      unexpected_keys: [{ user_id: userAt(february.files.subscriptions, 9) }],
    },
  ]);
  await expectLive(database, 'subscriptions', [JANUARY]);
  // the other tables went on, and a training set of half a month is none
  await expectLive(database, 'labels', [JANUARY, FEBRUARY]);
  const months = await query(database.url, 'select distinct as_of::text from training_set');
  expect(months).toEqual([{ as_of: '2024-01-31' }]);
});

test('a user who is exported twice is named with both rows', async () => {
  await using database = await startedInJanuary();
  const line = FEBRUARY.files.users.split('\n')[4];
  const february = changed(FEBRUARY, { users: (csv) => `${csv}${line}\n` });
  const seed = nodeOf(await buildFebruary(database, february), 'raw_users');
  expect(places(seed)).toEqual([
    [
      'seed-unique-key',
      `the unique key is taken: "user_id" is "${userAt(FEBRUARY.files.users, 5)}"`,
      `seeds/month_001/users.csv:${USERS + 2}`,
    ],
  ]);
  expect(seed.diagnostics[0]?.notes).toEqual([
    {
      message: 'the first row with this key is here',
      location: { file: 'seeds/month_001/users.csv', line: 5, column: 1 },
    },
  ]);
  await expectState(database, { live: [JANUARY], sealed: [JANUARY] });
});

test('a column that an export lacks is an error, not last month', async () => {
  await using database = await startedInJanuary();
  const february = changed(FEBRUARY, {
    support_agg_90d: (csv) => csv.replaceAll(/,[^,\n]*$/gm, ''),
  });
  expect(places(nodeOf(await buildFebruary(database, february), 'raw_support_agg_90d'))).toEqual([
    [
      'seed-header',
      'the header lacks "ticket_avg_resolution_hrs_90d"',
      'seeds/month_001/support_agg_90d.csv:1',
    ],
  ]);
  await expectLive(database, 'support_agg_90d', [JANUARY]);
});

test('a user whom one export lacks is reported, and is not served with last month', async () => {
  await using database = await startedInJanuary();
  const user = userAt(FEBRUARY.files.labels, 4);
  const february = changed(FEBRUARY, {
    usage_agg_30d: (csv) => csv.replace(new RegExp(`^${user},.*\n`, 'm'), ''),
  });
  const run = await buildFebruary(database, february);
  expect(run.status).toBe('fail');
  expect(nodeOf(run, 'usage_agg_30d')).toMatchObject({
    status: 'warn',
    message: '1 key is no longer in the batch',
    rows: { missing: 1, updated: USERS - 1 },
  });
  expect(run.statuses['snapshots_hold_the_same_users']).toBe('fail');
  await expectState(database, { live: [JANUARY, february], sealed: [JANUARY, february] });
});

test('a file that changes nothing is counted as such', async () => {
  await using database = await startedInJanuary();
  const run = await buildFebruary(database, FEBRUARY);
  const differing = (table: (typeof TABLES)[number]) => {
    const before = rowsOf(JANUARY.files[table]);
    return [...rowsOf(FEBRUARY.files[table])].filter(
      ([user, row]) => JSON.stringify(row) !== JSON.stringify(before.get(user)),
    ).length;
  };
  for (const table of TABLES) {
    const updated = differing(table);
    expect([table, nodeOf(run, table).rows]).toEqual([
      table,
      { inserted: 0, updated, unchanged: USERS - updated, missing: 0 },
    ]);
  }
  expect([differing('users'), differing('usage_agg_30d')]).toEqual([0, USERS]);
});

test('two runs at once leave what one leaves', async () => {
  await using database = await startedInJanuary();
  const both = [buildFebruary(database, FEBRUARY), buildFebruary(database, FEBRUARY)];
  for (const { status } of await Promise.all(both)) expect(status).toBe('success');
  await expectState(database, { live: [JANUARY, FEBRUARY], sealed: [JANUARY, FEBRUARY] });
});
