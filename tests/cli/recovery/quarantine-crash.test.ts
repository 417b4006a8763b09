import { expect, test, vi } from 'vitest';
import { runCli } from '../../support/cli.ts';
import { startCli } from '../../support/cli-process.ts';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import { readState } from './database-state.ts';
import { installGates, shutGate } from './gate.ts';
import { WAREHOUSE } from './warehouse.ts';

// Processes are started one after another, on whatever the machine has left.
vi.setConfig({ testTimeout: 120_000 });

const QUARANTINING = {
  ...WAREHOUSE,
  'seeds/orders_2024-01-31.csv':
    'order_id,customer,amount\n1,Ada,12.50\n2,Grace,7.00\n3,,1\n4,Ada,-4\n',
  'seeds/orders_2024-02-29.csv':
    'order_id,customer,amount\n1,Ada,-12.50\n2,Grace,9.00\n3,Ada,1\n5,,2\n',
  'expectations/all.yml': `expectations:
  - {seed: raw_orders, columns: {customer: [{not_null: {on_fail: quarantine}}]}}
  - {model: orders, columns: {amount: [{non_negative: {on_fail: quarantine}}]}}
  - {model: ledger, columns: {amount: [{be_between: {min_value: 2, on_fail: quarantine}}]}}
  - {model: totals, columns: {total: [{be_between: {max_value: 12, on_fail: quarantine}}]}}
`,
} as const;

const TABLES = [
  'raw.raw_orders__quarantine',
  'public.orders__quarantine',
  'public.ledger__quarantine',
  'public.totals__quarantine',
];

/** All but the times, the runs and the order in which rows were kept. */
async function stateOf(database: TestDatabase) {
  const { rows, timesBuilt, seals } = await readState(database.url);
  const published = Object.entries(rows).filter(([name]) => !name.includes('__quarantine'));
  const kept = TABLES.map((table) =>
    query(
      database.url,
      `select as_of::text, expectations, key, row from ${table} order by as_of, row::text`,
    ),
  );
  return { published, timesBuilt, seals, quarantined: await Promise.all(kept) };
}

test('a build that is killed where it has moved rows moves them once when it is done again', async () => {
  await using project = await temporaryProject(QUARANTINING);
  const finish = async ({ url }: TestDatabase) => {
    const { status, stderr } = await runCli(['backfill', '--json'], {
      directory: project.directory,
      env: { DATABASE_URL: url },
      now: () => new Date(),
    });
    expect([status, stderr]).toEqual(['success', '']);
  };
  await using calm = await createDatabase();
  await finish(calm);
  const undisturbed = await stateOf(calm);
  expect(undisturbed.quarantined.map((rows) => rows.length)).toEqual([2, 2, 3, 2]);

  await using database = await createDatabase();
  await installGates(database.url);
  for (const name of [
    'seed.warehouse.raw_orders 2024-01-31',
    'model.warehouse.orders 2024-01-31',
    'model.warehouse.ledger 2024-02-29',
    'model.warehouse.totals 2024-02-29',
  ]) {
    await using gate = await shutGate(database.url, name);
    const cli = startCli(['backfill', '--json', '--project-dir', project.directory], {
      env: { DATABASE_URL: database.url },
    });
    await gate.arrival();
    cli.child.kill('SIGKILL');
    await cli.ended;
  }
  await finish(database);
  expect(await stateOf(database)).toEqual(undisturbed);
});
