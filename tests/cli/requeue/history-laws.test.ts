import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import {
  build,
  FEBRUARY,
  ITEMS,
  JANUARY,
  lines,
  verifyFindings,
} from '../quarantine/quarantine-project.ts';
import { temporaryProject } from '../temporary-project.ts';
import { requeue } from './requeue-project.ts';

const MARCH = '2024-03-31';

const KINDS: Readonly<Record<string, string>> = {
  checked: "strategy='check', check_cols=['n'], hard_deletes='mark'",
  ignoring: "strategy='timestamp', updated_at='updated_at', hard_deletes='ignore'",
  closing: "strategy='timestamp', updated_at='updated_at', hard_deletes='close'",
  marking: "strategy='timestamp', updated_at='updated_at', hard_deletes='mark'",
};
const NAMES = Object.keys(KINDS);

/** Of each kind a history of what comes with faults, and one of what never had any. */
const FILES = {
  'project.yml': ITEMS['project.yml'],
  'seeds/items.yml': `seeds:
${['items', 'sound'].map(seedOf).join('')}`,
  'expectations/faulty.yml': `expectations:
  - model: [${NAMES.join(', ')}]
    columns: {n: [{non_negative: {on_fail: quarantine}}]}
`,
  ...Object.fromEntries(
    Object.entries(KINDS).flatMap(([name, config]) => [
      [`models/${name}.sql`, historyOf('items', config)],
      [`models/${name}_sound.sql`, historyOf('sound', config)],
    ]),
  ),
};

function seedOf(name: string): string {
  return `  - name: ${name}
    files: "{day}/${name}.csv"
    as_of: "{{ day }}"
    columns: {id: integer, n: integer, updated_at: timestamp}
`;
}

function historyOf(seed: string, config: string): string {
  return `{{ config(materialized='history', unique_key='id', ${config}) }}
select id, n, updated_at from {{ ref('${seed}') }}`;
}

interface Item {
  readonly id: number;
  readonly n: number;
  readonly updated_at: string;
}

const OF_JANUARY = ['2023-12-05 10:00', '2024-01-10 10:00', '2024-01-31 23:30'];
const OF_FEBRUARY = [...OF_JANUARY, '2024-02-01 00:00', '2024-02-10 10:00', '2024-02-29 23:59'];
const OF_MARCH = [...OF_FEBRUARY, '2024-03-01 00:00', '2024-03-10 10:00'];

/** One row is always there, and sound: an as_of without any is another matter. */
function month(times: readonly string[]): fc.Arbitrary<readonly Item[]> {
  const row = fc.record({
    n: fc.integer({ min: -2, max: 2 }),
    updated_at: fc.constantFrom(...times),
  });
  const rows = fc.array(fc.option(row, { nil: undefined }), { minLength: 4, maxLength: 4 });
  return rows.map((all) => [
    { id: 9, n: 1, updated_at: '2024-01-01 00:00' },
    ...all.flatMap((each, at) => (each === undefined ? [] : [{ id: at + 1, ...each }])),
  ]);
}

function csv(items: readonly Item[]): string {
  return `id,n,updated_at\n${items.map((each) => `${each.id},${each.n},${each.updated_at}`).join('\n')}\n`;
}

async function mendFebruary(database: TestDatabase): Promise<void> {
  for (const name of NAMES) {
    const table = `public.${name}__quarantine`;
    const [exists] = await lines(database, `select to_regclass('${table}') is not null`);
    if (exists !== 'true') continue;
    await query(
      database.url,
      `update ${table} set row = row || jsonb_build_object('n', abs((row ->> 'n')::int)) where as_of = '${FEBRUARY}'`,
    );
  }
}

async function versionsOf(database: TestDatabase, name: string): Promise<readonly string[]> {
  return lines(
    database,
    `select to_jsonb(it)::text as it from public.${name} as it order by id, valid_from`,
  );
}

test('a history into which mended rows went back is the one that sound rows make, and stays so', async () => {
  await using project = await temporaryProject(FILES);
  await using database = await createDatabase();
  const put = async (day: string, items: readonly Item[], sound: readonly Item[]) => {
    await project.write(`seeds/${day}/items.csv`, csv(items));
    await project.write(`seeds/${day}/sound.csv`, csv(sound));
  };
  const expectAlike = async () => {
    for (const name of NAMES) {
      expect([name, await versionsOf(database, name)]).toEqual([
        name,
        await versionsOf(database, `${name}_sound`),
      ]);
    }
    expect(await verifyFindings(project, database)).toEqual([]);
  };
  const holding = (items: readonly Item[]) => items.filter(({ n }) => n >= 0);
  const mended = (items: readonly Item[]) =>
    items.map((each) => ({ ...each, n: Math.abs(each.n) }));
  await fc.assert(
    fc.asyncProperty(
      month(OF_JANUARY),
      month(OF_FEBRUARY),
      month(OF_MARCH),
      async (january, february, march) => {
        await query(
          database.url,
          'drop schema if exists public, asof, asof_failures cascade; create schema public',
        );
        await put(JANUARY, january, holding(january));
        await put(FEBRUARY, february, mended(february));
        await put(MARCH, holding(march), holding(march));
        await build(project, database, JANUARY);
        expect((await build(project, database, FEBRUARY)).status).toBe('success');
        expect(await verifyFindings(project, database)).toEqual([]);
        await mendFebruary(database);
        expect((await requeue(project, database)).status).toBe('success');
        await expectAlike();
        await build(project, database, MARCH);
        await expectAlike();
      },
    ),
    { numRuns: 8 },
  );
}, 120_000);
