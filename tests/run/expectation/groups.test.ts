import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase } from './checked.ts';

interface Row {
  readonly id: number;
  readonly region: string | null;
  readonly n: number | null;
}

/** Every kind of fact: plain and sorting aggregates, windows, groups of values, selects. */
const CHECKS = `
- not_null
- non_negative: {mostly: 0.5}
- unique
- be_increasing: {order_by: [id]}
- value_z_scores_to_be_less_than: {threshold: 1}
- not_be_outliers
- relationships: {to: orders, field: n}
- not_constant
- at_least_one
- sequential_values
- mean_to_be_between: {min_value: 0}
- median_to_be_between: {min_value: 0}
- unique_value_count_to_be_between: {min_value: 2}
- distinct_values_to_be_in_set: [0, 1]
- most_common_value_to_be_in_set: [0, 1]
- {not_null: {where: n is distinct from 1, name: scoped}}
- {unique: {where: n is distinct from 1, name: scoped_unique}}
- {distinct_values_to_contain_set: {value_set: [0], where: n is distinct from 1, name: scoped_set}}
`;

const TABLE_CHECKS = `
- row_count_to_be_between: {min_value: 2}
- {unexpected_rows_expectation: {unexpected_rows_query: "select * from {batch} where n < 0"}}
`;

const rows = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 1, max: 99 }),
    region: fc.constantFrom('a', 'b "c"', null),
    n: fc.constantFrom(-1, 0, 1, 2, null),
  }),
  { selector: (row) => row.id, maxLength: 8 },
);

const indented = (text: string) => text.trim().replaceAll('\n', '\n    ');

const BLOCK = `
model: users
columns:
  n:
    ${indented(CHECKS)}
table:
    ${indented(TABLE_CHECKS)}
`;

/** The regions with rows that the expectation looks at. */
function inScope(id: string, given: readonly Row[]): ReadonlySet<string | null> {
  const rows = id.startsWith('scoped') ? given.filter((row) => row.n !== 1) : given;
  return new Set(rows.map((row) => row.region));
}

test('a group is checked as if its rows were all there are', { timeout: 120_000 }, async () => {
  await using database = await openDatabase(`
    create table users (id int, region text, n int);
    create table orders (region text, n int);
    insert into orders values ('a', 0), ('a', 1), ('b "c"', 0), (null, 2)`);
  const { session } = database;
  const alone = declared(BLOCK);
  const grouped = alone.map((each) => ({ ...each, groupBy: ['region'] }));

  async function fill(given: readonly Row[]): Promise<void> {
    await session.query('truncate users');
    await session.query({
      sql: 'insert into users select * from jsonb_to_recordset($1) as r (id int, region text, n int)',
      values: [JSON.stringify(given)],
    });
  }

  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      await fill(given);
      const together = await check(session, grouped);
      const regions = [...new Set(given.map((row) => row.region))];
      const byRegion = new Map<string, readonly unknown[]>();
      for (const region of regions) {
        await fill(given.filter((row) => row.region === region));
        const results = await check(session, alone);
        byRegion.set(
          String(region),
          results.map(({ status, elementCount, missingCount, unexpectedCount, observedValue }) => ({
            status,
            elementCount,
            missingCount,
            unexpectedCount,
            observedValue,
          })),
        );
      }
      together.forEach((result, index) => {
        expect(result.message ?? '').not.toMatch(/SQLSTATE/);
        expect(result.groups).toHaveLength(
          byRegion.size === 0 ? 0 : inScope(result.id, given).size,
        );
        for (const { group, status, ...found } of result.groups) {
          const { elementCount, missingCount, unexpectedCount, observedValue } = found;
          const counts = { status, elementCount, missingCount, unexpectedCount, observedValue };
          const expected = byRegion.get(String(group['region']))?.[index];
          expect([result.id, counts]).toEqual([result.id, expected]);
        }
      });
    }),
    { numRuns: 25 },
  );
});
