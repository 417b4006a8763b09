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

test('more groups than are fetched are an error, and those out of scope do not count', async () => {
  await using database = await openDatabase(`
    create table users (id int, n int);
    insert into users select i, i % 3 from generate_series(1, 10005) as i`);
  const grouped = (block: string) =>
    declared(`{model: users, ${block}}`).map((each) => ({ ...each, groupBy: ['id'] }));
  const many = await check(
    database.session,
    grouped('columns: {n: [not_null, unique, distinct_values_to_be_in_set: [0]]}'),
  );
  expect(many.map(({ status, message }) => [status, message])).toEqual(
    many.map(() => ['error', '"group_by" makes more than 10000 groups']),
  );
  const [few, ...others] = await check(
    database.session,
    grouped(
      'columns: {n: [{be_between: {min_value: 1, where: id <= 3}}, {relationships: {to: users, field: id, where: id < 9000}}, {relationships: {to: users, field: n, where: id > 2000, name: rest}}, {not_null: {name: all}}]}',
    ),
  );
  expect(others.map(({ status, unexpectedCount }) => [status, unexpectedCount])).toEqual([
    ['fail', 2999],
    ['pass', 0],
    ['error', undefined],
  ]);
  expect(few?.groups.map(({ group, status }) => [group['id'], status])).toEqual([
    [3, 'fail'],
    [1, 'pass'],
    [2, 'pass'],
  ]);
});

test('the query that lists what is wrong runs as it is shown, and says of which group it is', async () => {
  await using database = await openDatabase(`
    create table users (region text, n int, day date);
    create table orders (region text, n int);
    insert into users values ('a', 1, '2024-01-01'), ('a', 2, '2024-03-01'), ('b', 3, null), (null, 3, null);
    insert into orders values ('a', 1), ('b', 4)`);
  const expectations = declared(`
model: users
columns:
  n: [distinct_values_to_be_in_set: [1, 3], relationships: {to: orders, field: n}, be_between: {max_value: 2}]
  day: [no_missing_buckets: month]
table:
  - {unexpected_rows_expectation: "select n from {batch} where n = 2"}
  - {query_results_to_match_comparison: {base_query: "select n from {batch}", comparison_query: "select n from {to}", to: orders}}
  - {rows_to_equal_other_table: {compare_model: orders, key: [n], compare_columns: [n]}}
`).map((each) => ({ ...each, groupBy: ['region'] }));
  const results = await check(database.session, expectations, { keys: [] });
  const listed: Record<string, readonly unknown[]> = {};
  for (const { id, sql } of results) {
    const { rows } = await database.session.query(sql ?? 'select');
    listed[id] = rows.map((row) => row['region']).sort();
  }
  expect(listed).toEqual({
    'users.n.distinct_values_to_be_in_set': ['a'],
    'users.n.relationships': ['a', 'b', null],
    'users.n.be_between': ['b', null],
    'users.day.no_missing_buckets': ['a'],
    'users.unexpected_rows_expectation': ['a'],
    'users.query_results_to_match_comparison': ['a', 'b', 'b', null],
    'users.rows_to_equal_other_table': ['a', 'b', 'b', null],
  });
});

test('columns that make groups may have any name', async () => {
  const names = ['value', 'rows', 'group', 'facts', 'groups', 'users', 'select "it"'];
  const columns = names.map((name) => `"${name.replaceAll('"', '""')}" text`);
  await using database = await openDatabase(`
    create table users (id int, n int, region text, ${columns.join(', ')});
    create table orders (n int);
    insert into users
      select id, id % 3, ${Array.from({ length: names.length + 1 }, () => 'chr(97 + id % 2)').join(', ')}
      from generate_series(1, 9) as id`);
  const alone = declared(BLOCK);
  const groupedBy = async (name: string) =>
    (
      await check(
        database.session,
        alone.map((each) => ({ ...each, groupBy: [name] })),
      )
    ).map(({ id, status, message, unexpectedCount, groups }) => ({
      id,
      status,
      message: message?.replaceAll(`${name}=`, 'region='),
      unexpectedCount,
      groups: groups.map(({ group, ...rest }) => ({ ...rest, group: group[name] })),
    }));
  const expected = await groupedBy('region');
  expect(expected.filter(({ status }) => status === 'error')).toEqual([]);
  for (const name of names) expect(await groupedBy(name)).toEqual(expected);
});
