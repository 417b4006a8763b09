import { expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { SHOP, type TemporaryProject, temporaryProject } from './temporary-project.ts';

const MARCH = 'order_id,customer,amount\n1,Ada,15\n2,Grace,9.00\n3,Ada,1\n';

async function inShop(
  files: Readonly<Record<string, string>>,
  body: (
    run: (...words: readonly string[]) => Promise<CliOutcome>,
    project: TemporaryProject,
    database: TestDatabase,
  ) => Promise<void>,
): Promise<void> {
  await using project = await temporaryProject({ ...SHOP, ...files });
  await using database = await createDatabase();
  const env = { DATABASE_URL: database.url, SHOP_TOKEN: 'hunter2' };
  const run = (...words: readonly string[]) =>
    runCli(words, { directory: project.directory, env, now: () => new Date() });
  await body(run, project, database);
}

/** What a backfill says of itself, between the lines of its runs. */
function said({ stderr }: CliOutcome): readonly string[] {
  return stderr
    .replace(/\d+\.\d\ds\b/g, '0.00s')
    .split('\n')
    .filter((line) => /^(as_of|backfilled|hint: go on)/.test(line));
}

const taken = ({ url }: TestDatabase) =>
  query(url, 'select as_of::text from asof.snapshots where status = $1 order by 1', ['sealed']);

test('a backfill stops at the first as_of that fails, and goes on there', () =>
  inShop(
    {
      'seeds/orders_2024-02-29.csv': 'order_id,customer,amount\n1,Ada,twelve\n',
      'seeds/orders_2024-03-31.csv': MARCH,
    },
    async (run, project) => {
      const stopped = await run('backfill', '--concurrency', '2', '--from=2024-01-01');
      expect([stopped.status, said(stopped)]).toEqual([
        'fail',
        [
          'as_of 1 of 3: 2024-01-31',
          'as_of 2 of 3: 2024-02-29',
          'backfilled 1 of 3 as_ofs in 0.00s, stopped at 2024-02-29; not tried: 2024-03-31',
          'hint: go on from there: run backfill --concurrency 2 --from 2024-02-29',
        ],
      ]);
      expect(said(await run('backfill', '--quiet'))).toHaveLength(2);
      await project.write('seeds/orders_2024-02-29.csv', SHOP['seeds/orders_2024-02-29.csv']);
      const goneOn = await run('backfill', '--concurrency', '2', '--from', '2024-02-29');
      expect([goneOn.status, said(goneOn)]).toEqual([
        'success',
        [
          'as_of 1 of 2: 2024-02-29',
          'as_of 2 of 2: 2024-03-31',
          'backfilled 2 as_ofs in 0.00s: 2024-02-29 and 2024-03-31',
        ],
      ]);
      expect(await run('backfill', '--quiet')).toMatchObject({ status: 'success', stderr: '' });
    },
  ));

test('as_ofs that are named are built in the order of their dates', () =>
  inShop({}, async (run) => {
    const outcome = await run('backfill', '--as-of', '2024-02-29,2024-01-31');
    expect([outcome.status, said(outcome)]).toEqual([
      'success',
      [
        'as_of 1 of 2: 2024-01-31',
        'as_of 2 of 2: 2024-02-29',
        'backfilled 2 as_ofs in 0.00s: 2024-01-31 and 2024-02-29',
      ],
    ]);
  }));

test('a step may go over what the seeds lack, where there are no seeds to lack it', () =>
  inShop(
    {
      'models/calendar.sql': `{{ config(materialized='snapshot', unique_key='day') }}
select {{ as_of }} as day
`,
    },
    async (run, _, database) => {
      const words = ['--from', '2024-01-31', '--every', 'month'];
      const lacking = await run('backfill', ...words, '--to', '2024-04-30');
      expect(lacking).toMatchObject({ status: 'error', stdout: '' });
      expect(lacking.stderr).toBe(`\
error[as-of-not-held]: no seed that is selected holds 2024-03-31 and 2024-04-30
 --> command line:1:32
  |
1 | run backfill --from 2024-01-31 --every month --to 2024-04-30
  |                                ^^^^^^^
hint: the seeds hold 2024-01-31 and 2024-02-29

1 error
`);
      const alone = ['--select', 'calendar', ...words, '--to', '2024-04-30'];
      expect((await run('backfill', ...alone)).status).toBe('success');
      expect((await taken(database)).map((row) => row['as_of'])).toEqual([
        '2024-01-31',
        '2024-02-29',
        '2024-03-31',
        '2024-04-30',
      ]);
    },
  ));

test('where no seed is dated, the sources say which as_ofs there are', () =>
  inShop(
    {
      'models/crm.yml': `sources:
  - name: crm
    tables: [{name: visits, as_of_column: day, columns: [{name: day}, {name: id}]}]
`,
      'models/visits.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id from {{ source('crm', 'visits') }}
`,
    },
    async (run, _, database) => {
      await query(
        database.url,
        `create schema crm; create table crm.visits (day date, id integer);
insert into crm.visits values ('2024-01-31', 1), ('2024-02-29', 1), ('2024-02-29', 2)`,
      );
      const outcome = await run('backfill', '--select', 'visits');
      expect([outcome.status, said(outcome).at(-1)]).toEqual([
        'success',
        'backfilled 2 as_ofs in 0.00s: 2024-01-31 and 2024-02-29',
      ]);
      const later = await run('backfill', '--select', 'visits', '--from', '2024-03-01');
      expect(later.stderr).toContain(
        'error[as-of-not-held]: no source that is selected holds an as_of between --from and --to',
      );
    },
  ));

test('with --full-refresh it is one replay up to the last as_of, which takes every snapshot', () =>
  inShop({ 'seeds/orders_2024-03-31.csv': MARCH }, async (run, _, database) => {
    expect((await run('backfill', '--to', '2024-01-31')).status).toBe('success');
    const outcome = await run('backfill', '--full-refresh');
    expect([outcome.status, said(outcome)]).toEqual([
      'success',
      ['as_of 1 of 1: 2024-03-31', 'backfilled 1 as_of in 0.00s: 2024-03-31'],
    ]);
    expect((await taken(database)).map((row) => row['as_of'])).toEqual([
      '2024-01-31',
      '2024-02-29',
      '2024-03-31',
    ]);
  }));

test.each([
  [
    ['--vars', 'as_of=2024-01-31'],
    'a backfill gives each build its as_of, and takes none by --vars',
    'hint: name the as_ofs by --as-of, or their range by --from and --to',
  ],
  [
    ['--as-of', '2024-01-31', '--every', 'month'],
    '--as-of names every as_of to build, and goes with no range',
    'hint: leave out --as-of, or --from, --to and --every',
  ],
  [
    ['--from', '2024-02-29', '--to', '2024-01-31'],
    '--from 2024-02-29 is later than --to 2024-01-31',
    'hint: give the earlier date to --from',
  ],
  [['--every', 'fortnight'], '--every must be day, week, month, year, not "fortnight"', '1 error'],
])('%j is refused', (words, message, hint) =>
  inShop({}, async (run) => {
    const { status, stderr } = await run('backfill', ...words);
    expect([status, stderr.split('\n')[0]]).toEqual(['error', `error[usage-argument]: ${message}`]);
    expect(stderr).toContain(hint);
  }),
);
