import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createRandom } from '../../../bench/streamflow/random.ts';
import { runCli } from '../../support/cli.ts';
import { startCli } from '../../support/cli-process.ts';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import { type TemporaryProject, temporaryProject } from '../temporary-project.ts';
import { type DatabaseState, readState } from './database-state.ts';
import { WAREHOUSE } from './warehouse.ts';

vi.setConfig({ testTimeout: 120_000 });

const REPLAY = ['build', '--full-refresh', '--vars', 'as_of=2024-02-29', '--json'] as const;

let project: TemporaryProject;
let built: TestDatabase;
let undisturbed: Omit<DatabaseState, 'timesBuilt'>;

beforeAll(async () => {
  project = await temporaryProject({
    ...WAREHOUSE,
    'models/versions.sql': `{{ config(materialized='history', unique_key='order_id', hard_deletes='close') }}
select order_id, customer, amount from {{ ref('orders') }}
`,
  });
  built = await createDatabase();
  expect(await run(built, 'backfill')).toBe('success');
  undisturbed = await stateOf(built);
});

afterAll(async () => {
  await built?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function run({ url }: TestDatabase, ...words: readonly string[]): Promise<string> {
  const { status, stderr } = await runCli(words, {
    directory: project.directory,
    env: { DATABASE_URL: url },
    now: () => new Date(),
  });
  return status === 'success' ? status : `${status}: ${stderr}`;
}

function replay({ url }: TestDatabase) {
  const words = [...REPLAY, '--project-dir', project.directory];
  return startCli(words, { env: { DATABASE_URL: url } });
}

/** What readers see: a replay builds again, in schemas of its own. */
async function stateOf({ url }: TestDatabase): Promise<Omit<DatabaseState, 'timesBuilt'>> {
  const { timesBuilt: _, rows, catalog, ...state } = await readState(url);
  const isShown = (line: string) => !/\basof_[0-9a-z]{8}_/.test(line);
  return {
    ...state,
    rows: Object.fromEntries(Object.entries(rows).filter(([name]) => isShown(name))),
    catalog: catalog.filter(isShown),
  };
}

const shadows = ({ url }: TestDatabase) =>
  query(url, "select nspname::text from pg_namespace where nspname ~ '^asof_[0-9a-z]{8}_'");

test('a replay that is killed at any moment leaves what there was, and the next one finishes the work', async () => {
  await using database = await createDatabase({ template: built.name });
  const startedMs = performance.now();
  const { code, stderr } = await replay(database).ended;
  const wholeMs = performance.now() - startedMs;
  expect([code, stderr]).toEqual([0, '']);
  expect(await stateOf(database)).toEqual(undisturbed);

  const random = createRandom(20_261_126, 'replay');
  for (let kills = 0; kills < 2; kills += 1) {
    const cli = replay(database);
    await delay(wholeMs * (0.35 + 0.6 * random.uniform()));
    cli.child.kill('SIGKILL');
    await cli.ended;
    // snapshots and histories are what they were; live tables too, or already what they will be
    expect(await stateOf(database)).toEqual(undisturbed);
  }
  expect(await run(database, ...REPLAY)).toBe('success');
  expect(await stateOf(database)).toEqual(undisturbed);
  expect(await shadows(database)).toEqual([]);
});
