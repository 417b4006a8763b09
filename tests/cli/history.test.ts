import { expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

const PROJECT = {
  'project.yml': `name: shop
vars:
  as_of: {type: date}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/seeds.yml': `seeds:
  - name: raw_users
    files: "users_{day}.csv"
    as_of: "{{ day }}"
    unique_key: id
    columns: {id: integer, plan: text, changed_at: timestamptz}
`,
} as const;

const users = (...rows: readonly string[]) =>
  `id,plan,changed_at\n${rows.map((row) => `${row}\n`).join('')}`;

const MONTHS = {
  'seeds/users_2024-01-31.csv': users('1,basic,2024-01-03 10:00Z', '2,basic,2024-01-04 10:00Z'),
  'seeds/users_2024-02-29.csv': users('1,wide,2024-02-11 10:00Z', '3,basic,2024-02-12 10:00Z'),
  'seeds/users_2024-03-31.csv': users('1,wide,2024-02-11 10:00Z', '2,basic,2024-01-04 10:00Z'),
} as const;

const history = (settings: string, select = 'id, plan') =>
  `{{ config(materialized='history', unique_key='id'${settings}) }}\nselect ${select} from {{ ref('raw_users') }}\n`;

interface Stage {
  readonly run: (...words: readonly string[]) => Promise<CliOutcome>;
  readonly rows: (sql: string) => Promise<readonly string[]>;
  readonly project: TemporaryProject;
  readonly database: TestDatabase;
}

async function inProject(
  files: Readonly<Record<string, string>>,
  body: (stage: Stage) => Promise<void>,
): Promise<void> {
  await using project = await temporaryProject({ ...PROJECT, ...MONTHS, ...files });
  await using database = await createDatabase();
  const env = { DATABASE_URL: database.url };
  await body({
    project,
    database,
    run: (...words) => runCli(words, { directory: project.directory, env, now: () => new Date() }),
    rows: async (sql) =>
      (await query(database.url, sql)).map((row) => Object.values(row).map(String).join(' ')),
  });
}

const VERSIONS =
  'select id, plan, valid_from::text, valid_to::text from public.plans order by 1, 3';

test('by check, versions begin at the as_of and end where the next begins', () =>
  inProject({ 'models/plans.sql': history(", hard_deletes='close'") }, async ({ run, rows }) => {
    const first = await run('build', '--vars', 'as_of=2024-01-31');
    expect(first.status, first.stderr).toBe('success');
    const second = await run('build', '--vars', 'as_of=2024-02-29', '--json');
    const { nodes } = JSON.parse(second.stdout.trimEnd().split('\n').at(-1) ?? '{}');
    expect(nodes[1]).toMatchObject({
      node: 'model.shop.plans',
      materialized: 'history',
      status: 'success',
      rows: { inserted: 1, updated: 1, unchanged: 0, deleted: 1 },
    });
    expect((await run('build', '--vars', 'as_of=2024-03-31')).status).toBe('success');
    expect(await rows(VERSIONS)).toEqual([
      '1 basic 2024-01-31 2024-02-29',
      '1 wide 2024-02-29 null',
      '2 basic 2024-01-31 2024-02-29',
      '2 basic 2024-03-31 null',
      '3 basic 2024-02-29 2024-03-31',
    ]);
    for (const asOf of ['2024-01-31', '2024-02-29', '2024-03-31']) {
      const again = await run('models', '--vars', `as_of=${asOf}`, '--json');
      expect(again.stdout).toContain('"status":"unchanged"');
    }
  }));

test('by timestamp, versions begin when the row says, but never inside an as_of that is held', () =>
  inProject(
    {
      'models/plans.sql': history(
        ", updated_at='changed_at', hard_deletes='close'",
        'id, plan, changed_at',
      ),
    },
    async ({ run, rows }) => {
      const outcome = await run('backfill');
      expect(outcome.status, outcome.stderr).toBe('success');
      expect(await rows(VERSIONS)).toEqual([
        '1 basic 2024-01-03 10:00:00+00 2024-02-11 10:00:00+00',
        '1 wide 2024-02-11 10:00:00+00 null',
        '2 basic 2024-01-04 10:00:00+00 2024-02-29 00:00:00+00',
        // it is back, and was not there at February's end
        '2 basic 2024-03-01 00:00:00+00 null',
        '3 basic 2024-02-12 10:00:00+00 2024-03-31 00:00:00+00',
      ]);
    },
  ));

test('marked, a row that is gone has a version that says so, and is not read', () =>
  inProject(
    {
      'models/plans.sql': history(", hard_deletes='mark'"),
      'models/frozen.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, plan from {{ ref('plans') }}
`,
    },
    async ({ run, rows }) => {
      const outcome = await run('backfill');
      expect(outcome.status, outcome.stderr).toBe('success');
      expect(
        await rows(
          'select id, valid_from::text, valid_to::text, is_deleted from public.plans order by 1, 2',
        ),
      ).toEqual([
        '1 2024-01-31 2024-02-29 false',
        '1 2024-02-29 null false',
        '2 2024-01-31 2024-02-29 false',
        '2 2024-02-29 2024-03-31 true',
        '2 2024-03-31 null false',
        '3 2024-02-29 2024-03-31 false',
        '3 2024-03-31 null true',
      ]);
      expect(await rows('select as_of::text, id, plan from public.frozen order by 1, 2')).toEqual([
        '2024-01-31 1 basic',
        '2024-01-31 2 basic',
        '2024-02-29 1 wide',
        '2024-02-29 3 basic',
        '2024-03-31 1 wide',
        '2024-03-31 2 basic',
      ]);
    },
  ));

test('an as_of that comes late splits a version; a corrected one changes itself alone', () =>
  inProject(
    { 'models/plans.sql': history(", hard_deletes='close'") },
    async ({ run, rows, project }) => {
      for (const asOf of ['2024-03-31', '2024-01-31', '2024-02-29']) {
        const outcome = await run('build', '--vars', `as_of=${asOf}`);
        expect(outcome.status, outcome.stderr).toBe('success');
      }
      const inOrder = [
        '1 basic 2024-01-31 2024-02-29',
        '1 wide 2024-02-29 null',
        '2 basic 2024-01-31 2024-02-29',
        '2 basic 2024-03-31 null',
        '3 basic 2024-02-29 2024-03-31',
      ];
      expect(await rows(VERSIONS)).toEqual(inOrder);
      await project.write(
        'seeds/users_2024-02-29.csv',
        users('1,basic,2024-01-03 10:00Z', '2,basic,2024-01-04 10:00Z'),
      );
      const corrected = await run('build', '--vars', 'as_of=2024-02-29');
      expect(corrected.status, corrected.stderr).toBe('success');
      expect(await rows(VERSIONS)).toEqual([
        '1 basic 2024-01-31 2024-03-31',
        '1 wide 2024-03-31 null',
        '2 basic 2024-01-31 null',
      ]);
    },
  ));
