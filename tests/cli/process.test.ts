import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startCli } from '../support/cli-process.ts';
import { createDatabase, query } from '../support/database.ts';
import { SHOP, temporaryProject } from './temporary-project.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

test('--version prints the version and nothing else', async () => {
  const { version } = JSON.parse(readFileSync(`${ROOT}/package.json`, 'utf8'));
  expect(await startCli(['--version']).ended).toEqual({
    code: 0,
    stdout: `${version}\n`,
    stderr: '',
  });
});

test('what cannot run exits with 2, on stderr', async () => {
  const { code, stdout, stderr } = await startCli(['nope']).ended;
  expect([code, stdout, stderr.split('\n')[0]]).toEqual([
    2,
    '',
    'error[usage-unknown-command]: there is no command "nope"',
  ]);
});

test('a listing of an unchanged project loads no parser', async () => {
  await using project = await temporaryProject(SHOP);
  const hooks = `export async function load(url, context, next) {
    if (url.includes('/node_modules/')) process._rawDebug(url);
    return next(url, context);
  }`;
  const hooksUrl = JSON.stringify(`data:text/javascript,${encodeURIComponent(hooks)}`);
  const register = `import { register } from 'node:module'; register(${hooksUrl});`;
  const nodeOptions = ['--import', `data:text/javascript,${encodeURIComponent(register)}`];
  const env = { DATABASE_URL: 'postgresql://nowhere.invalid/shop' };
  const words = ['ls', '--project-dir', project.directory];
  const packages = async () => {
    const { code, stderr } = await startCli(words, { nodeOptions, env, program: 'sources' }).ended;
    expect(code).toBe(0);
    return [
      ...new Set(
        [...stderr.matchAll(/node_modules\/(?:tsx|([\w-]+))\//g)].flatMap((m) => m[1] ?? []),
      ),
    ].sort();
  };
  expect(await packages()).toEqual(expect.arrayContaining(['yaml', 'zod', 'commander']));
  expect(await packages()).toEqual(['commander', 'fastest-levenshtein']);
});

test('a reader that goes away ends nothing', async () => {
  const nodes = Object.fromEntries(
    Array.from({ length: 2000 }, (_, n) => [`models/m${n}.sql`, `select ${n} as a\n`]),
  );
  await using project = await temporaryProject({ ...SHOP, ...nodes });
  const env = { DATABASE_URL: 'postgresql://nowhere.invalid/shop' };
  const { child, ended } = startCli(['ls', '--project-dir', project.directory], { env });
  child.stdout?.destroy();
  const { code, stderr } = await ended;
  expect([code, stderr]).toEqual([0, '']);
});

test('Ctrl-C cancels what runs in the server, and exits with 130', async () => {
  await using database = await createDatabase();
  await using project = await temporaryProject({
    'project.yml': 'name: shop\ntargets:\n  dev: {url: "{{ env_var(\'DATABASE_URL\') }}"}\n',
    'models/slow.sql': 'select 1 as a from pg_sleep(60)\n',
    'models/after.sql': "select a from {{ ref('slow') }}\n",
  });
  await project.write(
    'models/slow.yml',
    'models:\n  - name: slow\n    config: {materialized: table}\n',
  );
  const env = { DATABASE_URL: database.url };
  const words = ['models', '--json', '--project-dir', project.directory];
  const { child, ended } = startCli(words, { env });
  // A command that ends by itself has failed: its output says why, in the assertions below.
  await until(async () => child.exitCode !== null || (await sleepers(database.url)) > 0);
  child.kill('SIGINT');
  const { code, stdout } = await ended;
  expect(code).toBe(130);
  const last = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
  expect([last.type, last.status]).toEqual(['run-finished', 'interrupted']);
  const statuses = last.nodes.map(({ node, status }: { node: string; status: string }) => [
    node,
    status,
  ]);
  expect(Object.fromEntries(statuses)).toEqual({
    'model.shop.slow': 'interrupted',
    'model.shop.after': 'skipped',
  });
  expect(await sleepers(database.url)).toBe(0);
});

async function sleepers(url: string): Promise<number> {
  const [row] = await query(
    url,
    "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event = 'PgSleep'",
  );
  return Number(row?.['n']);
}

async function until(isTrue: () => Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await new Promise((resolve) => setTimeout(resolve, 50));
}
