import { expect, test } from 'vitest';
import type { ExpectationResult } from '../../src/core/expectation/expectation-result.ts';
import { expectationResultJson } from '../../src/core/expectation/expectation-result-json.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import { recordExpectations } from '../../src/journal/expectation-results.ts';
import { startRun } from '../../src/journal/start-run.ts';
import { runStart, useJournal } from './use-journal.ts';

const journal = useJournal();

const result: ExpectationResult = {
  id: 'users.user_id.not_null',
  node: nodeId('model', 'shop', 'users'),
  column: 'user_id',
  asOf: '2024-01-31',
  expectation: 'expect_column_values_to_not_be_null',
  kwargs: { column: 'user_id' },
  status: 'fail',
  elementCount: 10,
  missingCount: 0,
  unexpectedCount: 2,
  unexpectedPercent: 20,
  observedValue: undefined,
  details: undefined,
  groups: [],
  partialUnexpectedList: [null, null],
  unexpectedKeys: [{ id: '9007199254740993' }],
  failingRows: ['{"id": 9007199254740993}', '{"id": 2}'],
  keptIn: undefined,
  sql: "select * from users where user_id is null and name = 'it''s'",
  message: '2 unexpected rows',
  gate: true,
  location: { file: 'expectations/users.yml', line: 4, column: 1, length: 1 },
  durationMs: 3.5,
};

test('results are recorded as they are printed, and a second record replaces the first', async () => {
  const other = { ...result, id: 'row_count', observedValue: 10, status: 'pass' } as const;
  await using run = await startRun(journal.sessions, journal.schema, runStart('R1'), { waitMs: 0 });
  await journal.use(async (each) => {
    await recordExpectations(each, 'R1', [], '2024-02-01T10:00:00Z');
    await recordExpectations(each, 'R1', [{ ...result, status: 'error' }], '2024-02-01T10:00:00Z');
    await recordExpectations(each, 'R1', [result, other], '2024-02-01T10:00:01Z');
    const { rows } = await each.session.query(
      'select * from "dev ""asof""".expectation_results order by id',
    );
    const common = {
      run_id: 'R1',
      node_id: 'model.shop.users',
      as_of: '2024-01-31',
      expectation: 'expect_column_values_to_not_be_null',
      element_count: '10',
      unexpected_count: '2',
      checked_at: '2024-02-01 10:00:01+00',
    };
    expect(rows).toEqual([
      {
        ...common,
        id: 'row_count',
        status: 'pass',
        observed_value: 10,
        result: expectationResultJson(other),
      },
      {
        ...common,
        id: 'users.user_id.not_null',
        status: 'fail',
        observed_value: null,
        result: expectationResultJson(result),
      },
    ]);
  });
  await run.finish({ status: 'fail', finishedAt: '2024-02-01T10:05:00.000Z' });
});
