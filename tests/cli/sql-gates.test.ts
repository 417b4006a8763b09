import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
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
seeds:
  +as_of: "{{ month_end('2024-01-31', month) }}"
`,
  'seeds/items.yml': 'seeds: [{name: items, files: "month_{month:int}/items.csv", unique_key: id}]',
  'seeds/month_000/items.csv': 'id,n\n1,2\n2,3\n',
  'models/totals.sql': "{{ config(materialized='table') }} select id, n from {{ ref('items') }}",
  'models/kept.sql':
    "{{ config(materialized='snapshot', unique_key='id') }} select id, n from {{ ref('items') }}",
  'expectations/no_debts.sql': "select * from {{ ref('totals') }} where n < 0",
  'expectations/items_have_ids.sql': "select * from {{ ref('items') }} where id is null",
  'expectations/kept_is_sound.sql': "select id from {{ ref('kept') }} where n < 0",
  'expectations/kept_never_shrinks.sql': `select as_of from {{ ref('kept', as_of='all') }}
group by as_of having count(*) <> 2`,
} as const;

beforeAll(async () => {
  project = await temporaryProject(FILES);
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function build(asOf: string): Promise<readonly string[]> {
  const { stdout } = await runCli(['build', '--json', '--vars', `as_of=${asOf}`], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  return last.nodes
    .map((each: { node: string; status: string }) => `${each.node}: ${each.status}`)
    .sort();
}

test('a query about one node is asked of rows that nobody sees yet, the first time too', async () => {
  expect(await build('2024-01-31')).toEqual([
    'model.shop.kept: success',
    'model.shop.totals: success',
    'seed.shop.items: success',
  ]);
});

test('rows that a query finds wrong are not published', async () => {
  await project.write('seeds/month_001/items.csv', 'id,n\n1,-2\n2,3\n');
  expect(await build('2024-02-29')).toEqual([
    'model.shop.kept: fail',
    'model.shop.totals: fail',
    'seed.shop.items: success',
  ]);
  expect(await query(database.url, 'select id::int, n::int from totals order by id')).toEqual([
    { id: 1, n: 2 },
    { id: 2, n: 3 },
  ]);
  expect(await query(database.url, 'select distinct as_of::text from kept')).toEqual([
    { as_of: '2024-01-31' },
  ]);
});

test('as_ofs of a seed whose gate reads the others are loaded side by side, and none waits for ever', async () => {
  const months = Array.from({ length: 8 }, (_, month) => [
    `seeds/month_${String(month).padStart(3, '0')}/items.csv`,
    `id,n\n1,${month}\n`,
  ]);
  await using wide = await temporaryProject({
    'project.yml': FILES['project.yml'],
    'seeds/items.yml': FILES['seeds/items.yml'],
    ...Object.fromEntries(months),
    'expectations/n_grows.sql': `select earlier.as_of
from {{ ref('items') }} as now
join {{ ref('items', as_of='through') }} as earlier using (id)
where earlier.as_of < {{ as_of }} and earlier.n >= now.n`,
  });
  await using own = await createDatabase();
  for (let times = 0; times < 3; times += 1) {
    const { status, stderr } = await runCli(['seed', '--full-refresh', '--concurrency', '4'], {
      directory: wide.directory,
      env: { DATABASE_URL: own.url },
    });
    expect(status, stderr).toBe('success');
  }
});
