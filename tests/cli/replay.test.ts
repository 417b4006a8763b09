import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CliOutcome, runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const LATE = `{{ config(materialized='snapshot', unique_key='id') }}
select id from {{ ref('users') }} where missing_since is null
`;

beforeAll(async () => {
  project = await temporaryProject({
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
    columns: {id: integer, name: text}
`,
    'seeds/users_2024-01-31.csv': 'id,name\n1,Ada\n2,Grace\n',
    'seeds/users_2024-02-29.csv': 'id,name\n1,Ada\n3,Joan\n',
    'seeds/users_2024-03-31.csv': 'id,name\n1,Ada L\n3,Joan\n',
    'models/users.sql': `{{ config(materialized='upsert', unique_key='id', on_missing='flag') }}
select id, name from {{ ref('raw_users') }}
`,
    'models/log.sql': `{{ config(materialized='incremental') }}
select id, name from {{ ref('users') }}
`,
    'models/names.sql': `{{ config(materialized='table') }}
select count(*) as users from {{ ref('users') }}
`,
    'models/users_view.sql': `select id, name from {{ ref('users') }}
`,
    'models/frozen.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, name from {{ ref('users_view') }}
`,
  });
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function run(...words: readonly string[]): Promise<CliOutcome> {
  const options = {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
    now: () => new Date(),
  };
  const { stdout, stderr, status } = await runCli(words, options);
  const alike = stderr
    .replace(/^\d\d:\d\d:\d\d/gm, '12:00:00')
    .replace(/\d+\.\d\ds\b/g, '0.00s')
    .replace(/\b[0-9A-HJKMNP-TV-Z]{26}\b/g, 'RUN');
  return { stdout, stderr: inOrderOfNames(alike), status };
}

/** Which of two nodes ends first depends on how long they took the last time. */
function inOrderOfNames(output: string): string {
  return output.replace(/(?:^12:00:00 +\d\/\d .*\n)+/gm, (lines) => {
    const nodes = lines.trimEnd().split('\n');
    const texts = nodes.map((line) => line.replace(/^12:00:00 +\d\/\d +/, ''));
    return `${texts.sort().join('\n')}\n`;
  });
}

/** All that people read, by relation. */
async function everything(): Promise<Readonly<Record<string, unknown>>> {
  const [users, log, names, frozen] = await Promise.all([
    query(database.url, 'select id, name, missing_since::text from users order by 1'),
    query(database.url, 'select id, name, count(*)::int from log group by 1, 2 order by 1, 2'),
    query(database.url, 'select users::int from names'),
    query(database.url, 'select as_of::text, id, name from frozen order by 1, 2'),
  ]);
  return { users, log, names, frozen };
}

const shadows = () =>
  query(
    database.url,
    "select nspname from pg_namespace where nspname like 'asof!_%!_%' escape '!'",
  );

test('a replay of what did not change gives what there was, and leaves nothing behind', async () => {
  expect((await run('backfill')).status).toBe('success');
  const before = await everything();
  expect(
    await run('models', '--full-refresh', '--concurrency', '1', '--vars', 'as_of=2024-01-31'),
  ).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "12:00:00  running 5 nodes as of 2024-01-31 on target "warehouse", 1 at a time
    same    model  public.frozen      snapshot                    0.00s
    same    model  public.log         incremental                 0.00s
    same    model  public.names       table                       0.00s
    same    model  public.users       upsert                      0.00s
    same    model  public.users_view  view                        0.00s
    12:00:00  done in 0.00s: 5 unchanged   run RUN   details: asof.node_runs
    12:00:00  running 5 nodes as of 2024-02-29 on target "warehouse", 1 at a time
    same    model  public.frozen      snapshot                    0.00s
    same    model  public.log         incremental                 0.00s
    same    model  public.names       table                       0.00s
    same    model  public.users       upsert                      0.00s
    same    model  public.users_view  view                        0.00s
    12:00:00  done in 0.00s: 5 unchanged   run RUN   details: asof.node_runs
    12:00:00  running 5 nodes as of 2024-03-31 on target "warehouse", 1 at a time
    same    model  public.frozen      snapshot                    0.00s
    same    model  public.log         incremental                 0.00s
    same    model  public.names       table                       0.00s
    same    model  public.users       upsert                      0.00s
    same    model  public.users_view  view                        0.00s
    12:00:00  done in 0.00s: 5 unchanged   run RUN   details: asof.node_runs
    12:00:00  running 5 nodes as of 2024-03-31 on target "warehouse", 1 at a time
    ok      model  public.log         incremental, 8 rows         0.00s
    ok      model  public.names       table, 1 row                0.00s
    ok      model  public.users       upsert, 3 unchanged         0.00s
    ok      model  public.users_view  view                        0.00s
    same    model  public.frozen      snapshot                    0.00s

    rows as of 2024-03-31
      relation      kind         inserted  updated  unchanged  deleted  missing
      ------------  -----------  --------  -------  ---------  -------  -------
      public.users  upsert              0        0          3        0        0
      public.log    incremental         8
      public.names  table               1

    12:00:00  done in 0.00s: 4 ok, 1 unchanged   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  expect(await everything()).toEqual(before);
  expect(await query(database.url, 'select distinct as_of::text from asof.watermarks')).toEqual([
    { as_of: '2024-03-31' },
  ]);
  expect((await shadows()).map((row) => row['nspname'])).toEqual([]);
});

test('what was replayed is unchanged afterwards', async () => {
  const { stderr } = await run('models', '--vars', 'as_of=2024-03-31');
  expect(stderr.split('\n').at(-2)).toBe(
    '12:00:00  done in 0.00s: 5 unchanged   run RUN   details: asof.node_runs',
  );
});

test('a corrected month is refused where it is sealed, and nothing live has changed', async () => {
  const before = await everything();
  await project.write('seeds/users_2024-01-31.csv', 'id,name\n1,Ada\n2,Grace H\n');
  await run('seed');
  expect(
    await run('models', '--full-refresh', '--concurrency', '1', '--vars', 'as_of=2024-03-31'),
  ).toMatchInlineSnapshot(`
    {
      "status": "fail",
      "stderr": "12:00:00  running 5 nodes as of 2024-01-31 on target "warehouse", 1 at a time
    REFUSED model  public.frozen      "frozen" of 2024-01-31 is sealed, and building it now gives other rows  0.00s
    same    model  public.log         incremental                 0.00s
    same    model  public.names       table                       0.00s
    same    model  public.users       upsert                      0.00s
    same    model  public.users_view  view                        0.00s

    REFUSED  model public.frozen as of 2024-01-31
    compiled SQL: target/compiled/models/frozen.sql

    error[snapshot-sealed]: "frozen" of 2024-01-31 is sealed, and building it now gives other rows
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='id') }}
      | ^
    note: rows that would change: 1, be added: 0, be removed: 0
    note: changed: "name" in 1
    note: first keys: 2
    hint: find out which input changed; where it was wrong before: --restate --select frozen --reason "…"

    warning[snapshot-stale]: "frozen" of 2024-01-31 is sealed, and its inputs changed since
     --> models/frozen.sql:1:1
      |
    1 | {{ config(materialized='snapshot', unique_key='id') }}
      | ^
    note: changed: users, users_view, raw_users
    hint: see what differs: run models --select frozen --vars as_of=2024-01-31; keep what is sealed, or --restate it with a --reason

    12:00:00  done in 0.00s: 4 unchanged, 1 refused   run RUN   details: asof.node_runs
    ",
      "stdout": "",
    }
  `);
  expect(await everything()).toEqual(before);
  expect((await shadows()).map((row) => row['nspname'])).toEqual([]);
});

test('with a reason it is restated, and live tables become what they would have been', async () => {
  const restate = [
    '--restate',
    '--select',
    'users',
    'log',
    'names',
    'users_view',
    'frozen',
    '--reason',
    'Grace H',
  ];
  const { status } = await run(
    'models',
    '--full-refresh',
    '--vars',
    'as_of=2024-01-31',
    ...restate,
  );
  expect(status).toBe('success');
  expect(await everything()).toEqual({
    users: [
      { id: 1, name: 'Ada L', missing_since: null },
      { id: 2, name: 'Grace H', missing_since: '2024-02-29' },
      { id: 3, name: 'Joan', missing_since: null },
    ],
    log: [
      { id: 1, name: 'Ada', count: 2 },
      { id: 1, name: 'Ada L', count: 1 },
      { id: 2, name: 'Grace H', count: 3 },
      { id: 3, name: 'Joan', count: 2 },
    ],
    names: [{ users: 3 }],
    frozen: [
      { as_of: '2024-01-31', id: 1, name: 'Ada' },
      { as_of: '2024-01-31', id: 2, name: 'Grace H' },
      { as_of: '2024-02-29', id: 1, name: 'Ada' },
      { as_of: '2024-02-29', id: 2, name: 'Grace H' },
      { as_of: '2024-02-29', id: 3, name: 'Joan' },
      { as_of: '2024-03-31', id: 1, name: 'Ada L' },
      { as_of: '2024-03-31', id: 2, name: 'Grace H' },
      { as_of: '2024-03-31', id: 3, name: 'Joan' },
    ],
  });
  const { stderr } = await run('models', '--vars', 'as_of=2024-03-31');
  expect(stderr).not.toContain('snapshot-stale');
  expect(stderr.split('\n').at(-2)).toBe(
    '12:00:00  done in 0.00s: 5 unchanged   run RUN   details: asof.node_runs',
  );
});

test('a snapshot that was never taken is taken on the way', async () => {
  await project.write('models/late.sql', LATE);
  expect((await run('models', '--full-refresh', '--vars', 'as_of=2024-03-31')).status).toBe(
    'success',
  );
  expect(await query(database.url, 'select as_of::text, id from late order by 1, 2')).toEqual([
    { as_of: '2024-01-31', id: 1 },
    { as_of: '2024-01-31', id: 2 },
    { as_of: '2024-02-29', id: 1 },
    { as_of: '2024-02-29', id: 3 },
    { as_of: '2024-03-31', id: 1 },
    { as_of: '2024-03-31', id: 3 },
  ]);
});

test('a build loads the seeds of every as_of that it replays, and takes what was missed', async () => {
  await using late = await createDatabase();
  await project.write('models/late.sql', LATE);
  const options = {
    directory: project.directory,
    env: { DATABASE_URL: late.url },
    now: () => new Date(),
  };
  const build = async (...words: readonly string[]) => {
    const chosen = ['--select', 'raw_users', 'users', 'late'];
    return (await runCli(['build', ...words, ...chosen], options)).status;
  };
  expect(await build('--vars', 'as_of=2024-03-31')).toBe('success');
  expect(await build('--vars', 'as_of=2024-01-31')).toBe('fail');
  expect(await build('--full-refresh', '--vars', 'as_of=2024-01-31')).toBe('success');
  expect(
    await query(late.url, 'select as_of::text, count(*)::int from late group by 1 order by 1'),
  ).toEqual([
    { as_of: '2024-01-31', count: 2 },
    { as_of: '2024-02-29', count: 2 },
    { as_of: '2024-03-31', count: 2 },
  ]);
});
