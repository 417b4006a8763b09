import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Comparison } from '../../../src/core/comparison/comparison.ts';
import { parseConnectionUrl } from '../../../src/postgres/connection-settings.ts';
import type { Sessions } from '../../../src/postgres/session.ts';
import { openSessions } from '../../../src/postgres/sessions.ts';
import { diffRelations } from '../../../src/run/diff/diff-relations.ts';
import type { SideRequest } from '../../../src/run/diff/side.ts';
import { useDatabase } from '../../postgres/use-database.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';

const here = useDatabase({ size: 1 });
let otherDatabase: TestDatabase | undefined;
let there: Sessions;

beforeAll(async () => {
  otherDatabase = await createDatabase();
  there = await openSessions({ settings: parseConnectionUrl(otherDatabase.url, {}), size: 1 });
});

afterAll(async () => {
  await there?.[Symbol.asyncDispose]();
  await otherDatabase?.drop();
});

interface GivenRow {
  readonly k: number;
  readonly t: string;
  readonly a: number | null;
  /** As written; `1.5` and `1.50` are one value. */
  readonly b: string | null;
  readonly c: string | null;
}

const texts = fc.oneof(
  fc.constantFrom('', ' ', 'a', 'B', 'é', 'NULL', '"', '\\', '\n', '\uffee', '\u{1f600}'),
  fc.string({ maxLength: 3, unit: 'grapheme-ascii' }),
);
const row: fc.Arbitrary<GivenRow> = fc.record({
  k: fc.integer({ min: -3, max: 12 }),
  t: texts,
  a: fc.option(fc.integer({ min: 0, max: 2 })),
  b: fc.option(fc.constantFrom('1', '1.0', '1.00', '10', '-0.5', '-0.50')),
  c: fc.option(fc.constantFrom('', 'x', 'NULL', '1.0')),
});

const KEYS = [['k'], ['k', 't'], ['t', 'k']] as const;
const VALUES = ['a', 'b', 'c'] as const;
const TYPES = [
  ['integer', 'integer'],
  ['integer', 'bigint'],
  ['numeric', 'numeric(10,2)'],
  ['integer', 'numeric(10,3)'],
] as const;

const tables = fc.constantFrom(...KEYS).chain((key) => {
  const selector = (each: GivenRow) => JSON.stringify(key.map((name) => each[name]));
  const side = fc.uniqueArray(row, { selector, maxLength: 20 });
  // most rows of the second side are those of the first, some with another cell
  const changes = fc.array(fc.tuple(fc.nat(30), fc.constantFrom(...VALUES), row), { maxLength: 6 });
  const removed = fc.array(fc.nat(30), { maxLength: 6 });
  return fc.tuple(side, side, changes, removed).map(([from, more, edits, removals]) => {
    const to = new Map(from.map((each) => [selector(each), each]));
    for (const [index, column, other] of edits) {
      const each = from[index];
      if (each) to.set(selector(each), { ...each, [column]: other[column] });
    }
    for (const each of from.filter((_, index) => removals.includes(index)))
      to.delete(selector(each));
    for (const each of more.slice(0, 4)) to.set(selector(each), each);
    return { key, selector, from, to: [...to.values()] };
  });
});

async function fill(
  sessions: Sessions,
  name: string,
  rows: readonly GivenRow[],
  keyType: string,
): Promise<void> {
  await sessions.use(async (session) => {
    await session.query(
      `drop table if exists ${name}; create table ${name} (k ${keyType}, t text, a integer, b numeric, c text)`,
    );
    await session.query({
      sql: `insert into ${name} select * from unnest($1::int[], $2::text[], $3::int[], $4::numeric[], $5::text[])`,
      values: (['k', 't', 'a', 'b', 'c'] as const).map((column) =>
        rows.map((each) => each[column]),
      ),
    });
  });
}

const side = (name: string): SideRequest => ({
  name,
  location: undefined,
  relation: { schema: 'public', name },
  node: undefined,
  asOf: undefined,
  asOfLocation: undefined,
  suggestion: undefined,
  target: 'dev',
});

function diff(otherSessions: Sessions | undefined, key: readonly string[]): Promise<Comparison> {
  return diffRelations({
    from: side('before'),
    to: side('after'),
    key: { columns: key, location: undefined },
    limit: 4,
    sessions: here.sessions,
    otherSessions,
    signal: new AbortController().signal,
  });
}

const sameValue = (name: (typeof VALUES)[number], a: GivenRow, b: GivenRow) =>
  name === 'b' && a.b !== null && b.b !== null ? Number(a.b) === Number(b.b) : a[name] === b[name];

test('the counts are those of a model in memory, in one database and across two', async () => {
  await fc.assert(
    fc.asyncProperty(tables, fc.constantFrom(...TYPES), async (given, [fromType, toType]) => {
      const { key, selector, from, to } = given;
      await fill(here.sessions, 'before', from, fromType);
      await fill(here.sessions, 'after', to, toType);
      await fill(there, 'after', to, toType);
      const after = new Map(to.map((each) => [selector(each), each]));
      const pairs = from.flatMap((each) => {
        const other = after.get(selector(each));
        return other ? [[each, other] as const] : [];
      });
      // t is compared where it is no part of the key
      const changes = [...(key.length === 1 ? (['t'] as const) : []), ...VALUES].map((name) => ({
        name,
        changed: pairs.filter(([a, b]) => (name === 't' ? a.t !== b.t : !sameValue(name, a, b))),
      }));
      const changed = new Set(changes.flatMap((each) => each.changed)).size;
      const found = await diff(undefined, key);
      expect(found.counts).toEqual({
        added: to.length - pairs.length,
        removed: from.length - pairs.length,
        changed,
        unchanged: pairs.length - changed,
      });
      expect(found.columns.map((each) => [each.name, each.changed])).toEqual(
        changes.map((each) => [each.name, each.changed.length]),
      );
      const differing = from.length + to.length - 2 * pairs.length + changed;
      expect(found.rows).toHaveLength(Math.min(4, differing));
      for (const each of found.rows.filter(({ kind }) => kind === 'changed')) {
        const isKey = ([a]: readonly [GivenRow, GivenRow]) =>
          key.every((name, index) => String(a[name]) === each.key[index]);
        const expected = changes
          .filter((column) => column.changed.some(isKey))
          .map(({ name }) => name);
        expect(each.cells.map((cell) => cell.column)).toEqual(expected);
      }
      expect(await diff(there, key)).toEqual(found);
    }),
    { numRuns: 60 },
  );
});

test('rows of more than one batch are merged, and only those of one side are counted so', async () => {
  const made = (name: string, from: number, to: number) =>
    `drop table if exists ${name}; create table ${name} as select n as id, n % 7 as v from generate_series(${from}, ${to}) as n`;
  await here.sessions.use((session) => session.query(made('before', 1, 6000)));
  await there.use((session) =>
    session.query(`${made('after', 2001, 9000)}; update after set v = -1 where id = 6000`),
  );
  const found = await diff(there, ['id']);
  expect(found.counts).toEqual({ added: 3000, removed: 2000, changed: 1, unchanged: 3999 });
  expect(found.rows.map(({ key }) => key)).toEqual([['1'], ['2'], ['3'], ['4']]);
});
