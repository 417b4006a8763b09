import { expect, test, vi } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { startCli } from '../../support/cli-process.ts';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import { installGates, shutGate } from './gate.ts';

// Processes are started one after another, on whatever the machine has left.
vi.setConfig({ testTimeout: 120_000 });

const PROJECT = {
  'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/items.csv': 'id,n\n1,1\n2,-2\n3,-3\n',
  'models/totals.sql': `{{ config(materialized='upsert', unique_key='id') }}
select id, n from (values (1, 1), (2, -2), (3, -3)) as given (id, n)`,
  'expectations/all.yml': `expectations:
  - {seed: items, columns: {n: [{non_negative: {on_fail: quarantine}}]}}
  - {model: totals, columns: {n: [{non_negative: {on_fail: quarantine}}]}}
`,
} as const;

async function stateOf({ url }: TestDatabase): Promise<unknown> {
  const tables = ['items', 'totals'].flatMap((name) => [
    `select id::int, n::int from public.${name} order by id`,
    `select row, expectations from public.${name}__quarantine order by id`,
  ]);
  return Promise.all(tables.map((sql) => query(url, sql)));
}

test('rows that a killed run was putting back are all back or all in quarantine, and go back once', async () => {
  await using project = await temporaryProject(PROJECT);
  await using database = await createDatabase();
  const env = { DATABASE_URL: database.url };
  const run = (command: string) =>
    runCli([command, '--json'], { directory: project.directory, env, now: () => new Date() });
  await installGates(database.url);
  expect((await run('build')).status).toBe('success');
  for (const name of ['items', 'totals']) {
    await query(
      database.url,
      `update public.${name}__quarantine set row = row || '{"n": 2}' where row @> '{"id": 2}'`,
    );
  }
  const before = await stateOf(database);
  {
    await using gate = await shutGate(database.url, 'seed.shop.items');
    const cli = startCli(
      ['requeue', '--json', '--select', 'items', '--project-dir', project.directory],
      { env },
    );
    await gate.arrival();
    cli.child.kill('SIGKILL');
    await cli.ended;
  }
  {
    await using gate = await shutGate(database.url, 'model.shop.totals');
    const cli = startCli(
      ['requeue', '--json', '--select', 'totals', '--project-dir', project.directory],
      { env },
    );
    await gate.arrival();
    cli.child.kill('SIGKILL');
    await cli.ended;
  }
  expect(await stateOf(database)).toEqual(before);
  for (let times = 0; times < 2; times += 1) {
    expect((await run('requeue')).status).toBe('success');
    expect(await stateOf(database)).toEqual([
      [
        { id: 1, n: 1 },
        { id: 2, n: 2 },
      ],
      [{ row: { id: 3, n: -3 }, expectations: ['items.n.non_negative'] }],
      [
        { id: 1, n: 1 },
        { id: 2, n: 2 },
      ],
      [{ row: { id: 3, n: -3 }, expectations: ['totals.n.non_negative'] }],
    ]);
  }
});
