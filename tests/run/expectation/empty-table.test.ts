import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import type { Check } from '../../../src/core/expectation/check.ts';
import { CHECKS } from '../../../src/core/expectation/registry.ts';
import type { Session } from '../../../src/postgres/session.ts';
import { checkExpectations } from '../../../src/run/expectation/check-expectations.ts';
import { exampleOf, FLAGSHIP, subjectFor } from '../../core/expectation/example.ts';
import { openDatabase } from './checked.ts';

const TABLES = Object.entries(FLAGSHIP)
  .map(
    ([table, columns]) =>
      `create table ${table} (${columns.map(({ name, type }) => `${name} ${type}`).join(', ')})`,
  )
  .join(';');

test('on a table without rows every check of rows holds, and every check of the columns', async () => {
  await using database = await openDatabase(TABLES);
  const checks = CHECKS.filter(({ kind }) => kind !== 'aggregate');
  const outcomes = await outcomesOf(checks, database.session);
  expect(outcomes).toEqual(checks.map(({ name }) => [name, 'pass']));
});

test('on a table without rows a check of values that are computed does as it says', async () => {
  await using database = await openDatabase(TABLES);
  const checks = CHECKS.filter((check) => check.kind === 'aggregate');
  const outcomes = new Map(await outcomesOf(checks, database.session));
  const lines = checks.map(({ name, empty }) => `${name}: ${empty}: ${outcomes.get(name)}`);
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('empty-table.golden.txt');
});

/** What comes of the example of each check. */
async function outcomesOf(
  checks: readonly Check[],
  session: Session,
): Promise<readonly (readonly [name: string, status: string | undefined])[]> {
  const outcomes: (readonly [string, string | undefined])[] = [];
  for (const check of checks) {
    const [expectation] = exampleOf(check, new Problems());
    if (expectation === undefined) throw new Error(`${check.name} has no example`);
    const table = expectation.node.split('.').at(-1) ?? '';
    const [result] = await checkExpectations(
      session,
      [expectation],
      subjectFor(table, FLAGSHIP[table] ?? []),
      { asOf: undefined, clock: { monotonicMs: () => 0 }, inTransaction: false },
    );
    outcomes.push([check.name, result?.status]);
  }
  return outcomes;
}
