import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Expectation } from '../../../src/core/expectation/expectation.ts';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase } from './checked.ts';

interface Row {
  readonly id: number;
  readonly n: number | null;
  readonly m: number | null;
}

const CHECKS = declared(`
model: users
columns:
  n:
    - not_null
    - be_null
    - unique
    - be_between: {min_value: 1, max_value: 3, strict_max: true}
    - be_in_set: [0, 2]
    - not_be_in_set: [1]
    - {unique: {where: "m > 1", name: unique_where}}
    - {not_null: {where: "m > 1", name: not_null_where}}
    - {relationships: {to: orders, field: n}}
    - {relationships: {to: orders, field: n, where: "m > 1", name: relationships_where}}
    - {relationships: {to: orders, field: n, to_where: "n > 0", name: relationships_to_where}}
table:
  - compound_columns_to_be_unique: [n, m]
  - {compound_relationships: {column_list: [n, m], to: orders, fields: [n, m]}}
  - column_pair_values_a_to_be_greater_than_b: {column_A: n, column_B: m}
rows:
  - {name: rule, sql: "n < m or n is null"}
`);

/** The same in memory: which rows are in scope, which of them considered, which unexpected. */
function model(id: string, rows: readonly Row[]): readonly [number, number, number] {
  const where = /[^o]_where$/.test(id) ? rows.filter((row) => (row.m ?? 0) > 1) : rows;
  const count = (considered: (row: Row) => boolean, unexpected: (row: Row) => boolean) => {
    const left = where.filter(considered);
    return [where.length, where.length - left.length, left.filter(unexpected).length] as const;
  };
  const hasN = (row: Row) => row.n !== null;
  const n = (row: Row) => row.n ?? 0;
  const repeats = (key: (row: Row) => string) => (row: Row) =>
    where.filter((other) => hasN(other) && key(other) === key(row)).length > 1;
  switch (
    id
      .replace(/^users\./, '')
      .replace(/^n\./, '')
      .replace('_where', '')
  ) {
    case 'not_null':
      return count(
        () => true,
        (row) => row.n === null,
      );
    case 'be_null':
      return count(() => true, hasN);
    case 'unique':
      return count(
        hasN,
        repeats((row) => String(row.n)),
      );
    case 'be_between':
      return count(hasN, (row) => n(row) < 1 || n(row) >= 3);
    case 'be_in_set':
      return count(hasN, (row) => ![0, 2].includes(n(row)));
    case 'not_be_in_set':
      return count(hasN, (row) => n(row) === 1);
    case 'relationships':
      return count(hasN, (row) => ![0, 1].includes(n(row)));
    case 'relationships_to':
      return count(hasN, (row) => n(row) !== 1);
    case 'compound_relationships':
      return count(
        (row) => row.n !== null && row.m !== null,
        (row) => row.n !== row.m || ![0, 1].includes(n(row)),
      );
    case 'compound_columns_to_be_unique':
      return count(
        (row) => row.n !== null || row.m !== null,
        (row) => row.n !== null && row.m !== null && repeats((each) => `${each.n},${each.m}`)(row),
      );
    case 'column_pair_values_a_to_be_greater_than_b':
      return count(
        (row) => row.n !== null && row.m !== null,
        (row) => n(row) <= (row.m ?? 0),
      );
    case 'rule':
      return count(
        (row) => row.n === null || row.m !== null,
        (row) => row.n !== null && n(row) >= (row.m ?? 0),
      );
    default:
      throw new Error(`no model of ${id}`);
  }
}

test('fused, alone and in memory, every check counts the same rows', async () => {
  await using database = await openDatabase(`
    create table users (id int, n int, m int);
    create table orders (n int, m int);
    insert into orders values (0, 0), (1, 1), (1, 1), (0, null), (null, null)`);
  const { session } = database;
  const value = fc.option(fc.integer({ min: 0, max: 4 }), { nil: null });
  const table = fc.array(fc.record({ n: value, m: value }), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(table, fc.subarray([...CHECKS], { minLength: 1 }), async (cells, chosen) => {
      const rows = cells.map((cell, id) => ({ id, ...cell }));
      const values = rows.map(({ id, n, m }) => `(${id}, ${n}, ${m})`);
      await session.query('truncate users');
      if (values.length > 0) await session.query(`insert into users values ${values.join(', ')}`);
      const counted = async (expectations: readonly Expectation[]) =>
        (await check(session, expectations)).map((result) => [
          result.id,
          result.elementCount,
          result.missingCount,
          result.unexpectedCount,
          result.unexpectedKeys.length,
        ]);
      const fused = await counted(chosen);
      const alone = await Promise.all(chosen.map(async (each) => (await counted([each]))[0]));
      expect(fused).toEqual(alone);
      expect(fused).toEqual(
        chosen.map(({ id }) => {
          const counts = model(id, rows);
          return [id, ...counts, counts[2]];
        }),
      );
    }),
    { numRuns: 60 },
  );
});
