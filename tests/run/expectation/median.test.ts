import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readExactJson } from '../../../src/core/expectation/facts/read-exact-json.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase } from './checked.ts';

/** An integer of so many decimals, as SQL writes it. */
function decimal(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const fraction = scale === 0 ? '' : `.${digits.slice(-scale)}`;
  return `${units < 0n ? '-' : ''}${whole}${fraction}`;
}

/** The median of numbers of so many decimals, with one decimal more. */
function median(units: readonly bigint[], scale: number): string | undefined {
  const sorted = [...units].sort((one, other) => (one < other ? -1 : one > other ? 1 : 0));
  const below = sorted[Math.ceil(sorted.length / 2) - 1];
  const above = sorted[Math.floor(sorted.length / 2)];
  if (below === undefined || above === undefined) return undefined;
  return decimal((below + above) * 5n, scale + 1);
}

function trimmed(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** What the database has for the median of a column. */
async function observed(session: Session, column: string): Promise<unknown> {
  const checks = declared(`{model: users, columns: {${column}: [median_to_be_between]}}`);
  const [result] = await check(session, checks);
  return result?.observedValue;
}

const BIGINTS = fc.record({
  column: fc.constant('b'),
  scale: fc.constant(0),
  units: units(2n ** 63n - 1n),
});

const NUMERICS = fc.record({
  column: fc.constant('n'),
  scale: fc.integer({ min: 0, max: 40 }),
  units: units(10n ** 45n),
});

function units(max: bigint): fc.Arbitrary<(bigint | null)[]> {
  return fc.array(fc.option(fc.bigInt({ min: -max, max })), { maxLength: 9 });
}

test('the median has every digit, whichever numbers and however many', async () => {
  await using database = await openDatabase('create table users (id int, n numeric, b bigint)');
  const { session } = database;
  await fc.assert(
    fc.asyncProperty(fc.oneof(BIGINTS, NUMERICS), async ({ column, scale, units }) => {
      const cells = units.map((each) => (each === null ? 'null' : decimal(each, scale)));
      await session.query('truncate users');
      if (cells.length > 0) {
        await session.query(`insert into users (${column}) values (${cells.join('), (')})`);
      }
      const exact = median(
        units.flatMap((each) => each ?? []),
        scale,
      );
      const expected = exact === undefined ? null : readExactJson(trimmed(exact));
      expect(await observed(session, column)).toEqual(expected);
    }),
    { numRuns: 100 },
  );
});

test.each([
  [['NaN'], 'NaN'],
  [['1', 'NaN'], 'NaN'],
  [['1', '3', 'NaN'], '3'],
  [['-Infinity', 'Infinity'], 'NaN'],
  [['-Infinity', '1', 'Infinity'], '1'],
  [['1', 'Infinity'], 'Infinity'],
])('the median of numerics %j is %s, as of floats', async (cells, expected) => {
  await using database = await openDatabase('create table users (id int, n numeric, f float)');
  const { session } = database;
  for (const cell of cells)
    await session.query(`insert into users values (1, '${cell}', '${cell}')`);
  expect([await observed(session, 'n'), await observed(session, 'f')].map(String)).toEqual([
    expected,
    expected,
  ]);
});
