import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validAt } from '../../../src/core/materialization/history-columns.ts';
import type { HardDeletes, HistoryConfig } from '../../../src/core/materialization/model-config.ts';
import { stepsOf } from '../../../src/core/materialization/steps.ts';
import { quoteLiteral } from '../../../src/core/sql/quote.ts';
import { formatRelation } from '../../../src/core/sql/relation.ts';
import { addToDate } from '../../../src/core/time/add-to-date.ts';
import { readRelations } from '../../../src/postgres/catalog.ts';
import { optionalNumber, text } from '../../../src/postgres/row.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { inTransaction } from '../../../src/postgres/transaction.ts';
import { carryOut } from '../../../src/run/model/carry-out.ts';
import { modelBuild } from '../../core/materialization/model-build.ts';
import { useDatabase } from '../../postgres/use-database.ts';
import { modelOf, soundManifest } from '../../support/manifest.ts';
import { modelConfig } from '../../support/model-config.ts';

// Whatever as_ofs come, late, early or again: each is read as it was last built, and no other one
// reads differently for it.

const database = useDatabase();
const RUNS = Number(process.env['HISTORY_RUNS'] ?? 15);

const AS_OFS = ['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31'] as const;

/** By key, of two columns, what a row says; null is a value too. */
type State = Readonly<Record<string, number | null>>;

interface Build {
  readonly asOf: string;
  readonly state: State;
}

const KEYS = ['a 1', 'a 2', 'b 1'] as const;
const state: fc.Arbitrary<State> = fc.dictionary(
  fc.constantFrom(...KEYS),
  fc.option(fc.integer({ min: 1, max: 3 })),
  { noNullPrototype: true },
);
const builds = fc.array(fc.record({ asOf: fc.constantFrom(...AS_OFS), state }), {
  minLength: 1,
  maxLength: 9,
});
const config = fc.record({
  change: fc.constantFrom<HistoryConfig['change']>(
    { strategy: 'check', columns: 'all' },
    { strategy: 'timestamp', updatedAt: 'changed_at' },
  ),
  hardDeletes: fc.constantFrom<HardDeletes>('ignore', 'close', 'mark'),
  excludesOverlaps: fc.constant(false),
});

test('an as_of reads as what it was last built from, whatever came before and after', async () => {
  await database.sessions.use((session) =>
    fc.assert(
      fc.asyncProperty(builds, config, async (given, history) => {
        await session.query('drop table if exists public.plans');
        const held = new Set<string>();
        for (const build of given) {
          const others = [...held].filter((asOf) => asOf !== build.asOf);
          const before = held.size === 0 ? [] : await readAll(session, history, others);
          const there = held.size === 0 ? {} : await read(session, history, build.asOf);
          await apply(session, history, build, [...held]);
          held.add(build.asOf);
          expect(await read(session, history, build.asOf)).toEqual(
            history.hardDeletes === 'ignore' ? { ...there, ...build.state } : build.state,
          );
          expect(await readAll(session, history, others)).toEqual(before);
          expect(await overlaps(session)).toEqual([]);
        }
      }),
      { numRuns: RUNS },
    ),
  );
});

test('by check and with closed deletes, the versions do not depend on the order of the builds', async () => {
  const history = {
    change: { strategy: 'check', columns: 'all' },
    hardDeletes: 'close',
    excludesOverlaps: false,
  } as const;
  await database.sessions.use((session) =>
    fc.assert(
      fc.asyncProperty(builds, async (given) => {
        await session.query('drop table if exists public.plans');
        const held = new Map<string, State>();
        for (const build of given) {
          await apply(session, history, build, [...held.keys()]);
          held.set(build.asOf, build.state);
        }
        const { rows } = await session.query(
          `select concat_ws(' ', name, number) as key, value, valid_from, valid_to from public.plans`,
        );
        const versions = rows.map((row) => [
          text(row, 'key'),
          optionalNumber(row, 'value') ?? null,
          text(row, 'valid_from'),
          row['valid_to'],
        ]);
        expect(versions.sort(byText)).toEqual(versionsOf(held).sort(byText));
      }),
      { numRuns: RUNS },
    ),
  );
});

function byText(a: readonly unknown[], b: readonly unknown[]): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

/** As an in-memory model has them: of each key, the runs of as_ofs that say the same. */
function versionsOf(held: ReadonlyMap<string, State>): (readonly unknown[])[] {
  const asOfs = [...held.keys()].sort();
  return KEYS.flatMap((key) => {
    const versions: { value: number | null; from: string; to: string | null }[] = [];
    for (const asOf of asOfs) {
      const value = held.get(asOf)?.[key];
      const last = versions.at(-1);
      const isOpen = last !== undefined && last.to === null;
      if (isOpen && last.value === value) continue;
      if (isOpen) last.to = asOf;
      if (value !== undefined) versions.push({ value, from: asOf, to: null });
    }
    return versions.map(({ value, from, to }) => [key, value, from, to]);
  });
}

const RELATION = { schema: 'public', name: 'plans' } as const;
const KEY = ['name', 'number'] as const;
const COLUMNS = [
  { name: 'name', type: 'text' },
  { name: 'number', type: 'integer' },
  { name: 'value', type: 'integer' },
  { name: 'changed_at', type: 'timestamp with time zone' },
] as const;

/** As a build does it: the steps of the materialization, in one transaction. */
async function apply(
  session: Session,
  history: HistoryConfig,
  { asOf, state: rows }: Build,
  held: readonly string[],
): Promise<void> {
  const node = modelOf(soundManifest({ 'models/plans.sql': 'select 1 as id' }), 'plans');
  const sorted = [...held].sort();
  const isChecked = history.change.strategy === 'check';
  await inTransaction(session, { isolation: 'repeatable read' }, async () => {
    const found = (await readRelations(session, [RELATION])).get(formatRelation(RELATION));
    const steps = stepsOf(
      modelBuild({
        relation: RELATION,
        config: { materialized: 'history', uniqueKey: KEY, history },
        select: selectOf(rows, asOf),
        // when a row changed is no part of what is compared
        columns: isChecked ? COLUMNS.slice(0, 3) : COLUMNS,
        asOf,
        existing: found && { ...found, notNullColumns: [...KEY, 'valid_from'] },
        place: {
          before: sorted.findLast((each) => each < asOf),
          after: sorted.find((each) => each > asOf),
          isHeld: held.includes(asOf),
          now: '2024-06-01T00:00:00Z',
        },
      }),
    );
    await carryOut(session, steps, {
      node,
      relation: RELATION,
      signal: new AbortController().signal,
      quarantine: () => Promise.resolve(0),
      gate: () => Promise.resolve([]),
      seal: () => Promise.reject(new Error('nothing is sealed')),
      fence: () => Promise.resolve(),
    });
  });
}

/** Other values have other times of day, so that every change is told; the day is more or less ago. */
function selectOf(rows: State, asOf: string): string {
  const selects = Object.entries(rows).map(([key, value], at) => {
    const [name = '', number = ''] = key.split(' ');
    const day = addToDate(asOf, [0, -20, -45][at % 3] ?? 0, 'day');
    const time = `timestamptz '${day} 0${value ?? 9}:00:00Z'`;
    return `select ${quoteLiteral(name)}, ${number}, ${value ?? 'null::integer'}, ${time}`;
  });
  const none =
    'select null::text as name, null::integer as number, null::integer as value, null::timestamptz as changed_at where false';
  return [none, ...selects].join('\nunion all ');
}

async function read(session: Session, history: HistoryConfig, asOf: string): Promise<State> {
  const condition = validAt(modelConfig({ materialized: 'history', history }), asOf);
  const { rows } = await session.query(
    `select concat_ws(' ', name, number) as key, value from public.plans where ${condition}`,
  );
  const entries = rows.map(
    (row) => [text(row, 'key'), optionalNumber(row, 'value') ?? null] as const,
  );
  expect(new Set(entries.map(([key]) => key)).size).toBe(entries.length);
  return Object.fromEntries(entries);
}

async function readAll(
  session: Session,
  history: HistoryConfig,
  asOfs: readonly string[],
): Promise<readonly State[]> {
  const states: State[] = [];
  for (const asOf of asOfs) states.push(await read(session, history, asOf));
  return states;
}

/** Pairs of versions of one key that share a moment. */
async function overlaps(session: Session): Promise<readonly unknown[]> {
  const { rows } = await session.query(`select a.name, a.valid_from, b.valid_from as other
from public.plans as a join public.plans as b using (name, number)
where a.valid_from < b.valid_from and (a.valid_to is null or a.valid_to > b.valid_from)`);
  return rows;
}
