import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { startCli } from '../support/cli-process.ts';
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

test('new columns are added, a column that is gone is refused', () =>
  inProject({ 'models/plans.sql': history('') }, async ({ run, rows, project }) => {
    expect((await run('build', '--vars', 'as_of=2024-01-31')).status).toBe('success');
    await project.write('models/plans.sql', history('', 'id, plan, id * 10 as points'));
    const added = await run('build', '--vars', 'as_of=2024-02-29');
    expect(added.status, added.stderr).toBe('success');
    expect(
      await rows('select id, plan, points, valid_from::text from public.plans order by 1, 4'),
    ).toEqual([
      '1 basic null 2024-01-31',
      '1 wide 10 2024-02-29',
      '2 basic null 2024-01-31',
      '3 basic 30 2024-02-29',
    ]);
    await project.write('models/plans.sql', history('', 'id'));
    const refused = await run('build', '--vars', 'as_of=2024-03-31');
    expect(refused.status).toBe('fail');
    expect(refused.stderr).toContain(
      'error[model-columns-changed]: the columns of the model differ',
    );
  }));

test('without an as_of, versions begin when they are built, and ref shows the newest', () =>
  inProject(
    {
      'seeds/seeds.yml': 'seeds:\n  - {name: raw_users, files: "users.csv"}\n',
      'seeds/users.csv': 'id,plan\n1,basic\n2,basic\n',
      'seeds/users_2024-01-31.csv': '',
      'seeds/users_2024-02-29.csv': '',
      'seeds/users_2024-03-31.csv': '',
      'models/plans.sql': history(", hard_deletes='close'"),
      'models/now.sql': "{{ config(materialized='table') }}\nselect * from {{ ref('plans') }}\n",
    },
    async ({ run, rows, project }) => {
      for (const month of ['01-31', '02-29', '03-31']) {
        await rm(join(project.directory, `seeds/users_2024-${month}.csv`));
      }
      const first = await run('build');
      expect(first.status, first.stderr).toBe('success');
      await project.write('seeds/users.csv', 'id,plan\n1,wide\n3,basic\n');
      const second = await run('build');
      expect(second.status, second.stderr).toBe('success');
      expect(
        await rows(
          'select id, plan, valid_to is null as newest, valid_from < now() as begun from public.plans order by 1, 3',
        ),
      ).toEqual([
        '1 basic false true',
        '1 wide true true',
        '2 basic false true',
        '3 basic true true',
      ]);
      expect(await rows('select * from public.now order by 1')).toEqual(['1 wide', '3 basic']);
      expect((await run('build')).stderr).toContain('3 unchanged');
    },
  ));

test('its expectations are about the versions of the as_of, and shut it when they do not hold', () =>
  inProject(
    {
      'models/plans.sql': history(''),
      'expectations/plans.yml': `expectations:
  - model: plans
    table: [{row_count_to_equal: 2}]
    columns:
      id: [unique, not_null]
      plan: [{be_in_set: [basic, wide]}]
`,
    },
    async ({ run, rows, project }) => {
      const outcome = await run('backfill', '--to', '2024-01-31');
      expect(outcome.status, outcome.stderr).toBe('success');
      await project.write(
        'seeds/users_2024-02-29.csv',
        users('1,odd,2024-02-11', '2,basic,2024-01-04'),
      );
      const shut = await run('build', '--vars', 'as_of=2024-02-29');
      expect(shut.status).toBe('fail');
      expect(await rows(VERSIONS)).toEqual(['1 basic 2024-01-31 null', '2 basic 2024-01-31 null']);
      expect((await run('test', '--select', 'plans', '--vars', 'as_of=2024-01-31')).status).toBe(
        'success',
      );
    },
  ));

test('a reader needs the history to hold its as_of', () =>
  inProject(
    {
      'models/plans.sql': history(''),
      'models/frozen.sql':
        "{{ config(materialized='snapshot', unique_key='id') }}\nselect id, plan from {{ ref('plans') }}\n",
    },
    async ({ run }) => {
      expect((await run('build', '--vars', 'as_of=2024-01-31')).status).toBe('success');
      const refused = await run('models', '--select', 'frozen', '--vars', 'as_of=2024-02-29');
      expect(refused.status).toBe('fail');
      expect(refused.stderr).toContain(
        'error[as-of-refused]: "frozen" needs at 2024-02-29 the rows of "plans", which stands at 2024-01-31',
      );
      const status = await run('status');
      expect(status.stdout).toMatch(/^plans +history +2024-01-31 +1 as_of, from 2024-01-31 /m);
    },
  ));

test('verify counts what each as_of reads as, and finds versions that overlap', () =>
  inProject(
    { 'models/plans.sql': history(", hard_deletes='close'") },
    async ({ run, database }) => {
      expect((await run('backfill')).status).toBe('success');
      const sound = await run('verify');
      expect(sound.status, sound.stderr).toBe('success');
      expect(sound.stdout).toMatch(/^ok +public\.plans +history +5$/m);
      await query(
        database.url,
        "update public.plans set valid_to = '2024-03-31' where id = 2 and valid_from = '2024-01-31'",
      );
      await query(
        database.url,
        "insert into public.plans (id, plan, valid_from, valid_to) values (1, 'odd', '2024-02-01', '2024-02-29')",
      );
      const found = await run('verify');
      expect(found.status).toBe('fail');
      expect(found.stderr).toContain(
        'error[verify-mismatch]: "plans" of 2024-02-29 reads as 3 rows, and 2 were built',
      );
      expect(found.stderr).toContain(
        'error[verify-mismatch]: "plans" has versions that are valid at once: id = 1',
      );
    },
  ));

test('where it is asked for, the database itself keeps versions apart', () =>
  inProject(
    { 'models/plans.sql': history(", hard_deletes='close', exclude_overlaps=true") },
    async ({ run, rows, database }) => {
      for (const asOf of ['2024-03-31', '2024-01-31', '2024-02-29']) {
        const outcome = await run('build', '--vars', `as_of=${asOf}`);
        expect(outcome.status, outcome.stderr).toBe('success');
      }
      expect(await rows(VERSIONS)).toHaveLength(5);
      await expect(
        query(
          database.url,
          "insert into public.plans (id, plan, valid_from, valid_to) values (1, 'odd', '2024-02-01', '2024-02-03')",
        ),
      ).rejects.toThrow('conflicting key value violates exclusion constraint');
    },
  ));

test('a model that is no history any more does not take the place of its versions', () =>
  inProject({ 'models/plans.sql': history('') }, async ({ run, rows, project }) => {
    expect((await run('build', '--vars', 'as_of=2024-01-31')).status).toBe('success');
    const before = await rows(VERSIONS);
    await project.write(
      'models/plans.sql',
      "{{ config(materialized='table') }}\nselect id, plan from {{ ref('raw_users') }}\n",
    );
    for (const words of [[], ['--full-refresh']]) {
      const refused = await run('build', '--vars', 'as_of=2024-01-31', ...words);
      expect(refused.status).toBe('fail');
      expect(refused.stderr).toContain(
        'error[model-relation-kind]: "plans" holds the versions of 1 as_ofs',
      );
    }
    expect(await rows(VERSIONS)).toEqual(before);
  }));

test('two as_ofs of a history are compared as a reader sees them', () =>
  inProject({ 'models/plans.sql': history(", hard_deletes='close'") }, async ({ run }) => {
    expect((await run('backfill')).status).toBe('success');
    const words = ['diff', 'plans', '--from', '2024-01-31', '--to', '2024-02-29', '--json'];
    const { rows: counts } = JSON.parse((await run(...words)).stdout);
    expect(counts).toMatchObject({ added: 1, removed: 1, changed: 1, unchanged: 0 });
  }));

test('two processes that build one as_of do it once, and others side by side never overlap', () =>
  inProject(
    { 'models/plans.sql': history(", hard_deletes='close'") },
    async ({ run, rows, project, database }) => {
      expect((await run('seed')).status).toBe('success');
      const build = (asOf: string) =>
        startCli(
          ['models', '--vars', `as_of=${asOf}`, '--project-dir', project.directory, '--json'],
          { env: { DATABASE_URL: database.url } },
        ).ended;
      const twice = await Promise.all([build('2024-03-31'), build('2024-03-31')]);
      expect(twice.map(({ code }) => code)).toEqual([0, 0]);
      const statuses = twice.map(({ stdout }) => {
        const { nodes } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}');
        return nodes[0].status;
      });
      expect(statuses.sort()).toEqual(['success', 'unchanged']);
      const others = await Promise.all([build('2024-01-31'), build('2024-02-29')]);
      expect(others.map(({ code }) => code)).toEqual([0, 0]);
      expect(await rows(VERSIONS)).toEqual([
        '1 basic 2024-01-31 2024-02-29',
        '1 wide 2024-02-29 null',
        '2 basic 2024-01-31 2024-02-29',
        '2 basic 2024-03-31 null',
        '3 basic 2024-02-29 2024-03-31',
      ]);
    },
  ));

test.each([
  [
    ", strategy='timestamp'",
    'id',
    'config-missing-key]: the model "plans", with the strategy timestamp, needs "updated_at"',
  ],
  [
    ", updated_at='changed_at', check_cols='plan'",
    'id',
    'config-value]: "check_cols" is for the strategy check',
  ],
  [
    ", strategy='check', updated_at='changed_at'",
    'id',
    'config-value]: "updated_at" is for the strategy timestamp',
  ],
  [
    ", updated_at='changed'",
    'id, changed_at',
    'config-value]: "updated_at" names the column "changed", which the select does not give',
  ],
  [
    ", updated_at='plan'",
    'id, plan',
    'config-value]: "updated_at" must be a date or a timestamp, not text',
  ],
  [
    ", check_cols=['plann']",
    'id, plan',
    'config-value]: "check_cols" names the column "plann", which the select does not give',
  ],
  [
    '',
    'id, changed_at as valid_from',
    'model-column-repeated]: "valid_from" is a column that a history adds itself',
  ],
  ['', '1 as id, plan', 'model-unique-key]: 1 key of "plans" (id) are NULL or repeated'],
])('a history with %j of "%s" is refused', (settings, select, message) =>
  inProject({ 'models/plans.sql': history(settings, select) }, async ({ run }) => {
    const { status, stderr } = await run('build', '--vars', 'as_of=2024-01-31');
    expect(status).not.toBe('success');
    expect(stderr).toContain(`error[${message}`);
  }),
);
