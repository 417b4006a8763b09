import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { connect, createDatabase, query, type TestDatabase } from '../support/database.ts';
import { lockWaiters } from './recovery/lock-waiters.ts';
import { until } from './recovery/until.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const FILES = {
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
    columns: {id: text, plan: text, fee: numeric, churned: boolean}
`,
  'seeds/users_2024-01-31.csv':
    'id,plan,fee,churned\nb,"a ""wide"" plan, yes",1.50,f\nB,"",10,t\n10,,,f\n9,"two\nlines",2.25,f\n',
  'seeds/users_2024-02-29.csv': 'id,plan,fee,churned\nb,basic,1.75,t\n9,basic,2.25,t\n',
  'models/users.sql': `{{ config(materialized='upsert', unique_key='id') }}
select id, plan, fee from {{ ref('raw_users') }}
`,
  'models/features.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, plan, fee from {{ ref('users') }}
`,
  'models/labels.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, churned from {{ ref('raw_users') }}
`,
  'models/training_set.sql': `{{ config(as_of_column='as_of', unique_key='id') }}
select as_of, id, plan, fee, churned
from {{ ref('features', as_of='all') }} join {{ ref('labels', as_of='all') }} using (as_of, id)
`,
  'models/at_as_of.sql': `select id, fee, churned
from {{ ref('features') }} join {{ ref('labels') }} using (id)
`,
  'models/plans.sql': `{{ config(materialized='ephemeral') }}
select distinct plan from {{ ref('features') }}
`,
} as const;

beforeAll(async () => {
  project = await temporaryProject(FILES);
  await mkdir(join(project.directory, 'exports'));
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

const build = (asOf: string) => run('build', '--vars', `as_of=${asOf}`);
const read = (path: string) => readFileSync(join(project.directory, path));
const manifestOf = (path: string) => JSON.parse(read(`${path}.manifest.json`).toString());

const JANUARY = `as_of,id,plan,fee,churned
2024-01-31,10,,,f
2024-01-31,9,"two
lines",2.25,f
2024-01-31,B,"",10,t
2024-01-31,b,"a ""wide"" plan, yes",1.50,f
`;

test('before anything is built an export says so', async () => {
  expect(
    await run('export', 'training_set', '--as-of', '2024-01-31', '-o', 'exports/t.csv'),
  ).toEqual({
    status: 'error',
    stdout: '',
    stderr: `\
error[node-not-built]: "training_set" is not built yet: this database holds nothing
 --> command line:1:12
  |
1 | run export training_set --as-of 2024-01-31 -o exports/t.csv
  |            ^^^^^^^^^^^^
hint: build it first: run backfill

1 error
`,
  });
});

test('a training set is exported in the order of its key, with what vouches for it', async () => {
  expect((await build('2024-01-31')).status).toBe('success');
  const words = ['export', 'training_set', '--as-of', '2024-01-31', '--out', 'exports/t.csv'];
  const sha256 = createHash('sha256').update(JANUARY).digest('hex');
  expect(await run(...words)).toEqual({
    status: 'success',
    stdout: `exported 4 rows of public.training_set as of 2024-01-31 to exports/t.csv, from 2 seals\nsha256 ${sha256}\n`,
    stderr: '',
  });
  expect(read('exports/t.csv').toString()).toBe(JANUARY);
  const seals = await query(
    database.url,
    'select relation, as_of::text, row_count::int, checksum, run_id from asof.snapshots order by 1',
  );
  expect(manifestOf('exports/t.csv')).toMatchObject({
    node: 'model.shop.training_set',
    relation: 'public.training_set',
    as_of: '2024-01-31',
    row_count: 4,
    byte_count: Buffer.byteLength(JANUARY),
    sha256,
    order_by: ['id'],
    columns: [
      { name: 'as_of', type: 'date' },
      { name: 'id', type: 'text' },
      { name: 'plan', type: 'text' },
      { name: 'fee', type: 'numeric' },
      { name: 'churned', type: 'boolean' },
    ],
    git_commit: null,
    seals: seals.map((seal) => ({ ...seal, status: 'sealed' })),
  });
});

test('the bytes are the same after February is loaded and built, and when compressed', async () => {
  const manifest = read('exports/t.csv.manifest.json').toString();
  expect((await build('2024-02-29')).status).toBe('success');
  for (const file of ['exports/t.csv', 'exports/again.csv.gz', 'exports/twice.csv.gz']) {
    const outcome = await run('export', 'training_set', '--as-of=2024-01-31', `--out=${file}`);
    expect(outcome.status, outcome.stderr).toBe('success');
    expect(read(`${file}.manifest.json`).toString()).toBe(manifest);
  }
  expect(read('exports/t.csv').toString()).toBe(JANUARY);
  expect(gunzipSync(read('exports/again.csv.gz')).toString()).toBe(JANUARY);
  expect(read('exports/again.csv.gz')).toEqual(read('exports/twice.csv.gz'));
});

test('views and ephemerals are read at the as_of wherever live stands', async () => {
  const view = ['export', 'at_as_of', '--out', 'exports/view.csv', '--as-of'];
  expect((await run(...view, '2024-01-31')).status).toBe('success');
  const [header, ...rows] = read('exports/view.csv').toString().trimEnd().split('\n');
  expect([header, rows.sort()]).toEqual([
    'id,fee,churned',
    ['10,,f', '9,2.25,f', 'B,10,t', 'b,1.50,f'],
  ]);
  expect((await run(...view, '2024-02-29')).status).toBe('success');
  expect(read('exports/view.csv').toString()).toBe('id,fee,churned\n9,2.25,t\nb,1.75,t\n');
  const plans = await run(
    'export',
    'plans',
    '--as-of',
    '2024-02-29',
    '--out',
    'exports/p.csv',
    '--json',
  );
  expect(JSON.parse(plans.stdout)).toMatchObject({
    file: 'exports/p.csv',
    manifest_file: 'exports/p.csv.manifest.json',
    relation: null,
    row_count: 3,
    order_by: ['plan'],
    seals: [{ node: 'model.shop.features', as_of: '2024-02-29' }],
  });
});

test('seeds of an as_of, and live tables where they stand, are exported', async () => {
  const seed = await run('export', 'raw_users', '--as-of', '2024-02-29', '--out', 'exports/s.csv');
  expect([seed.status, read('exports/s.csv').toString().split('\n')[1]]).toEqual([
    'success',
    '9,basic,2.25,t,2024-02-29,2024-02-29',
  ]);
  const live = await run('export', 'users', '--out', 'exports/live.csv');
  expect([live.status, live.stdout.split('\n')[0]]).toEqual([
    'success',
    'exported 4 rows of public.users as of 2024-02-29 to exports/live.csv',
  ]);
  expect(manifestOf('exports/live.csv')).toMatchObject({ as_of: '2024-02-29', seals: [] });
});

test.each<[readonly string[], string, string]>([
  [
    ['users', '--as-of', '2024-01-31', '--out', 'exports/x.csv'],
    'export-refused]: "users" stands at 2024-02-29, and is asked for at 2024-01-31',
    'hint: what a live table held before is gone: export a snapshot of it, or leave --as-of out',
  ],
  [
    ['training_set', '--out', 'exports/x.csv'],
    'as-of-missing]: "training_set" holds an as_of per row, and none is asked for',
    'hint: add --as-of 2024-01-31',
  ],
  [
    ['training_set', '--as-of', '2024-03-31', '--out', 'exports/x.csv'],
    'as-of-not-held]: "features" holds no rows of 2024-03-31',
    'hint: it holds 2024-01-31 and 2024-02-29',
  ],
  [
    ['raw_users', '--as-of', '2024-03-31', '--out', 'exports/x.csv'],
    'as-of-not-held]: "raw_users" holds no rows of 2024-03-31',
    'hint: it holds 2024-01-31 and 2024-02-29',
  ],
  [
    ['trainig_set', '--as-of', '2024-01-31', '--out', 'exports/x.csv'],
    'selector-no-match]: no node is named "trainig_set"',
    'did you mean "training_set"?',
  ],
  [
    ['training_set', '--as-of', '2024-01-31'],
    'usage-argument]: an export needs a file',
    'add --out',
  ],
  [
    ['training_set', '--as-of', '2024-01-31,2024-02-29', '--out', 'exports/x.csv'],
    'usage-argument]: an export is of one as_of',
    'export each to a file of its own',
  ],
  [
    ['training_set', '--as-of', '2024-01-31', '--out', 'exports/x.parquet'],
    'export-file]: "exports/x.parquet" is no name of a CSV file',
    'let it end in .csv or .csv.gz',
  ],
  [
    ['training_set', '--as-of', '2024-01-31', '--out', 'nowhere/x.csv'],
    'export-file]: there is no directory "nowhere"',
    'mkdir -p nowhere',
  ],
  [
    ['training_set', '--as-of', '2024-01-31', '--out', 'seeds/users_2024-01-31.csv', '--force'],
    'export-file]: "seeds/users_2024-01-31.csv" lies in "seeds"',
    'write it elsewhere',
  ],
  [
    ['training_set', '--as-of', '2024-01-31', '--out', 'link/x.csv', '--force'],
    'export-file]: "link/x.csv" lies in "seeds"',
    'write it elsewhere',
  ],
  [
    ['training_set', '--as-of', '2024-01-31', '--out', 'exports/mine.csv'],
    'export-file]: "exports/mine.csv" is there, and no export of asof\'s',
    'add --force to replace it',
  ],
])('export %j is refused', async (words, message, hint) => {
  await symlink(join(project.directory, 'seeds'), join(project.directory, 'link')).catch(() => {});
  await writeFile(join(project.directory, 'exports/mine.csv'), 'mine\n');
  const before = readdirSync(join(project.directory, 'exports'));
  const { status, stdout, stderr } = await run('export', ...words);
  expect([status, stdout]).toEqual(['error', '']);
  expect(stderr).toContain(`error[${message}`);
  expect(stderr).toContain(hint);
  expect(readdirSync(join(project.directory, 'exports'))).toEqual(before);
  expect(read('exports/mine.csv').toString()).toBe('mine\n');
});

test('a view that reads all as_ofs is exported as it stands, and not at one of them', async () => {
  await project.write(
    'models/all_labels.sql',
    "select as_of, id, churned from {{ ref('labels', as_of='all') }}\n",
  );
  await build('2024-02-29');
  const words = ['export', 'all_labels', '--out', 'exports/all.csv'];
  const asked = await run(...words, '--as-of', '2024-01-31');
  expect([asked.status, asked.stdout]).toEqual(['error', '']);
  expect(asked.stderr).toContain(
    'error[export-refused]: "all_labels" reads all as_ofs and names none of its own, and is asked for at 2024-01-31',
  );
  expect((await run(...words)).status).toBe('success');
  expect(read('exports/all.csv').toString().split('\n')).toHaveLength(8);
  expect(manifestOf('exports/all.csv').seals).toMatchObject([
    { relation: 'public.labels', as_of: '2024-01-31' },
    { relation: 'public.labels', as_of: '2024-02-29' },
  ]);
});

test('a table that is replaced while an export waits for it is read as it then is', async () => {
  const other = await connect(database.url);
  await other.query(`begin; create table public.others as select * from public.users where id <> '9';
drop table public.users; alter table public.others rename to users`);
  const exported = run('export', 'users', '--out', 'exports/swapped.csv');
  await until(async () => (await lockWaiters(database.url, 'relation')).length > 0);
  await other.query('commit');
  await other.end();
  const { stdout, stderr } = await exported;
  expect(stdout, stderr).toContain('exported 3 rows of public.users');
});

test('an as_of is exported with the columns that it was sealed with', async () => {
  const words = ['export', 'labels', '--as-of', '2024-01-31', '--out', 'exports/labels.csv'];
  await run(...words);
  const before = read('exports/labels.csv').toString();
  await project.write(
    'models/labels.sql',
    `{{ config(materialized='snapshot', unique_key='id') }}
select id, churned, plan from {{ ref('raw_users') }}
`,
  );
  await project.write('seeds/users_2024-03-31.csv', 'id,plan,fee,churned\nb,basic,1.75,t\n');
  await run('seed');
  const built = await run('models', '--select', 'labels', '--vars', 'as_of=2024-03-31');
  expect(built.status, built.stderr).toBe('success');
  await run(...words);
  expect(read('exports/labels.csv').toString()).toBe(before);
  await run('export', 'labels', '--as-of', '2024-03-31', '--out', 'exports/march.csv');
  expect(read('exports/march.csv').toString()).toContain('plan');
});

test('--force replaces a file of somebody else', async () => {
  await writeFile(join(project.directory, 'exports/mine.csv'), 'mine\n');
  const words = ['training_set', '--as-of', '2024-01-31', '--out', 'exports/mine.csv', '--force'];
  expect((await run('export', ...words)).status).toBe('success');
  expect(read('exports/mine.csv').toString()).toBe(JANUARY);
});

test('a stale seal is told of; a changed one refuses the export, and the old file stays', async () => {
  await project.write('seeds/users_2024-02-29.csv', 'id,plan,fee,churned\nb,basic,2,t\n');
  await run('seed');
  const february = ['export', 'training_set', '--as-of', '2024-02-29', '--out', 'exports/feb.csv'];
  const stale = await run(...february);
  expect(stale.status, stale.stderr).toBe('success');
  expect(stale.stderr).toContain(
    'warning[snapshot-stale]: "features" of 2024-02-29 is sealed, and its inputs changed since',
  );
  const before = read('exports/feb.csv');
  await query(
    database.url,
    `do $$ begin
  perform set_config('session_replication_role', 'replica', true);
  update public.features set fee = 3 where as_of = '2024-02-29' and id = 'b';
end $$`,
  );
  const changed = await run(...february);
  expect(changed.status).toBe('error');
  expect(changed.stderr).toContain(
    'error[verify-mismatch]: "features" of 2024-02-29 holds other values than were sealed',
  );
  expect(read('exports/feb.csv')).toEqual(before);
  expect(
    readdirSync(join(project.directory, 'exports')).filter((name) => /tmp/.test(name)),
  ).toEqual([]);
});
