import { readdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { SHOP, temporaryProject } from './temporary-project.ts';

const env = { DATABASE_URL: 'postgresql://ada:hunter2@nowhere.invalid/shop' };

async function names(words: readonly string[], directory: string, more = {}): Promise<string[]> {
  const { stdout } = await runCli(['ls', '--json', ...words], {
    directory,
    env: { ...env, ...more },
  });
  return JSON.parse(stdout).nodes.map(({ name }: { name: string }) => name);
}

test('ls lists the nodes in the order in which data flows', async () => {
  await using project = await temporaryProject(SHOP);
  expect(await runCli(['ls'], { ...project, env })).toEqual({
    status: 'success',
    stderr: '',
    stdout: `name        kind   materialized  relation
----------  -----  ------------  --------------
raw_orders  seed                 raw.raw_orders
orders      model  upsert        public.orders
totals      model  snapshot      public.totals
`,
  });
});

test('ls --json is one object', async () => {
  await using project = await temporaryProject(SHOP);
  const { stdout } = await runCli(['ls', '--json', '-s', 'totals'], { ...project, env });
  expect(JSON.parse(stdout)).toEqual({
    nodes: [
      {
        node: 'model.shop.totals',
        name: 'totals',
        kind: 'model',
        materialized: 'snapshot',
        relation: 'public.totals',
        temporality: 'dated',
        file: 'models/totals.sql',
        tags: [],
        meta: {},
        description: null,
        columns: [],
        reads: ['model.shop.orders'],
        parents: ['model.shop.orders'],
      },
    ],
  });
});

test('selectors are joined over flags and words, and exclude takes away', async () => {
  await using project = await temporaryProject(SHOP);
  const { directory } = project;
  expect(await names(['-s', 'totals', '-s', 'raw_orders'], directory)).toEqual([
    'raw_orders',
    'totals',
  ]);
  expect(await names(['-s', '+totals', '--exclude', 'tag:live'], directory)).toEqual([
    'raw_orders',
    'totals',
  ]);
});

test('a selector that matches nothing is shown where it stands', async () => {
  await using project = await temporaryProject(SHOP);
  expect(await runCli(['ls', '-s', 'totals', '-s', 'ordesr+'], { ...project, env })).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[selector-no-match]: no node matches "ordesr+"
 --> --select:1:8
  |
1 | totals ordesr+
  |        ^^^^^^^
hint: did you mean "orders"?

1 error
`,
  });
});

test('all that is wrong with a project is said at once, each with its line', async () => {
  await using project = await temporaryProject({
    ...SHOP,
    'models/a.sql': "select * from {{ ref('ordesr') }}\n",
    'models/b.sql': "select *\nfrom {{ ref('rwa_orders') }}\n",
  });
  expect(await runCli(['ls'], { ...project, env })).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[ref-not-found]: there is no model or seed named "ordesr"
 --> models/a.sql:1:23
  |
1 | select * from {{ ref('ordesr') }}
  |                       ^^^^^^
hint: did you mean "orders"?

error[ref-not-found]: there is no model or seed named "rwa_orders"
 --> models/b.sql:2:14
  |
2 | from {{ ref('rwa_orders') }}
  |              ^^^^^^^^^^
hint: did you mean "raw_orders"?

2 errors
`,
  });
});

test('the cached manifest is used only while nothing has changed', async () => {
  await using project = await temporaryProject({
    ...SHOP,
    'models/extra.sql': "{{ config(enabled=env_var('EXTRA', 'no') == 'yes') }}\nselect 1 as a\n",
  });
  const { directory } = project;
  const shop = ['raw_orders', 'orders', 'totals'];
  expect(await names([], directory)).toEqual(shop);
  expect(await names([], directory)).toEqual(shop);
  expect(await names([], directory, { EXTRA: 'yes' })).toEqual([
    'raw_orders',
    'extra',
    'orders',
    'totals',
  ]);
  expect(await names([], directory, { UNRELATED: 'yes' })).toEqual(shop);
  await project.write('models/totals.sql', "select 1 as a -- {{ ref('orders') }}\n");
  await project.write('models/more.sql', 'select 2 as b\n');
  expect(await names([], directory)).toEqual(['raw_orders', 'more', 'orders', 'totals']);
});

test('a cache that was cut short is built anew', async () => {
  await using project = await temporaryProject(SHOP);
  const { directory } = project;
  await names([], directory);
  const cache = join(directory, 'target', 'cache');
  for (const name of await readdir(cache)) await writeFile(join(cache, name), '{"filesDigest":');
  expect(await names([], directory)).toEqual(['raw_orders', 'orders', 'totals']);
});

test('clean removes target/ and leaves what a link in it leads to', async () => {
  await using elsewhere = await temporaryProject({ 'precious.txt': 'data' });
  await using project = await temporaryProject(SHOP);
  const { directory } = project;
  await names([], directory);
  await symlink(elsewhere.directory, join(directory, 'target', 'link'));
  expect(await runCli(['clean'], project)).toEqual({
    status: 'success',
    stdout: 'removed target/\n',
    stderr: '',
  });
  expect((await readdir(directory)).sort()).toEqual([
    'expectations',
    'models',
    'project.yml',
    'seeds',
  ]);
  expect(await readdir(elsewhere.directory)).toEqual(['precious.txt']);
  await symlink(elsewhere.directory, join(directory, 'target'));
  await runCli(['clean'], project);
  expect(await readdir(elsewhere.directory)).toEqual(['precious.txt']);
  expect((await runCli(['clean'], project)).stdout).toBe('nothing to remove\n');
});

test('outside of a project there is nothing to list', async () => {
  await using nowhere = await temporaryProject();
  const { status, stderr } = await runCli(['ls'], nowhere);
  expect(status).toBe('error');
  expect(
    stderr,
  ).toBe(`error[project-not-found]: neither ${nowhere.directory} nor a directory above it holds project.yml
hint: run asof init to make a project here, or name one with --project-dir

1 error
`);
});
