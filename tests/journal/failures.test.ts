import { expect, test } from 'vitest';
import type { ExpectationResult } from '../../src/core/expectation/expectation-result.ts';
import { failureTable, forgetFailures, keepFailures } from '../../src/journal/failures.ts';
import { expectationResult } from '../report/results.ts';
import { useJournal } from './use-journal.ts';

const journal = useJournal();
const LONG = `${'a'.repeat(70)}.not_null`;

function failed(id: string, asOf: string | undefined, rows: readonly string[]): ExpectationResult {
  return expectationResult(id, { status: 'fail', asOf, failingRows: rows });
}

async function kept(id: string): Promise<readonly unknown[]> {
  const { schema, name } = failureTable({ schema: journal.schema }, id);
  return journal.use(async ({ session }) => {
    const quoted = `"${schema.replaceAll('"', '""')}"."${name.replaceAll('"', '""')}"`;
    const { rows } = await session.query(
      `select run_id, as_of, row::text as row from ${quoted} order by as_of, row::text`,
    );
    return rows.map((row) => [row['run_id'], row['as_of'], row['row']]);
  });
}

test('the rows of a failure replace those of the one before, for the same as_of only', async () => {
  await journal.use((each) =>
    keepFailures(
      each,
      'R1',
      [failed('b', '2024-01-31', ['{"n": 1}', '{"n": 2}'])],
      '2024-02-01T10:00:00Z',
    ),
  );
  await journal.use((each) =>
    keepFailures(
      each,
      'R2',
      [
        failed('b', '2024-01-31', ['{"n": 9007199254740993.10}']),
        failed('b', '2024-02-29', ['{"n": 3}']),
      ],
      '2024-02-01T10:00:01Z',
    ),
  );
  expect(await kept('b')).toEqual([
    ['R2', '2024-01-31', '{"n": 9007199254740993.10}'],
    ['R2', '2024-02-29', '{"n": 3}'],
  ]);
});

test('an expectation that holds lets go of the rows of its as_of, and of no other', async () => {
  await journal.use((each) =>
    keepFailures(
      each,
      'R1',
      [failed(LONG, undefined, ['{"n": 1}']), failed('it\'s "so"', undefined, ['{"n": 1}'])],
      '2024-02-01T10:00:00Z',
    ),
  );
  await journal.use((each) =>
    forgetFailures(each, [
      expectationResult(LONG, { status: 'pass' }),
      expectationResult('never failed', { status: 'pass' }),
      expectationResult('it\'s "so"', { status: 'warn' }),
      expectationResult('b', { status: 'pass', asOf: '2024-02-29' }),
    ]),
  );
  expect(await kept(LONG)).toEqual([]);
  expect(await kept('it\'s "so"')).toEqual([['R1', null, '{"n": 1}']]);
  expect(await kept('b')).toEqual([['R2', '2024-01-31', '{"n": 9007199254740993.10}']]);
});
