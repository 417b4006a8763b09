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
  change: 'new',
  since: '2024-02-01T10:00:01Z',
  consecutiveFailures: 1,
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
  storedIn: undefined,
  quarantinedIn: undefined,
  unexpectedContext: [],
  sql: "select * from users where user_id is null and name = 'it''s'",
  message: '2 unexpected rows',
  gate: true,
  location: { file: 'expectations/users.yml', line: 4, column: 1, length: 1 },
  durationMs: 3.5,
};

test('results are recorded as they are printed, and a second record replaces the first', async () => {
  const dated = { isDated: true };
  const held = { change: undefined, since: undefined, consecutiveFailures: 0 };
  const other = {
    ...result,
    ...held,
    id: 'row_count',
    observedValue: 10,
    status: 'pass',
  } as const;
  await using run = await startRun(journal.sessions, journal.schema, runStart('R1'), { waitMs: 0 });
  await journal.use(async (each) => {
    await recordExpectations(each, 'R1', [], { ...dated, checkedAt: '2024-02-01T10:00:00Z' });
    await recordExpectations(each, 'R1', [{ ...result, status: 'error' }], {
      ...dated,
      checkedAt: '2024-02-01T10:00:00Z',
    });
    await recordExpectations(each, 'R1', [result, other], {
      ...dated,
      checkedAt: '2024-02-01T10:00:01Z',
    });
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
      written: expect.any(String),
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

/** What the expectation of a run comes to, recorded `hour` hours into the day. */
async function check(
  runId: string,
  hour: number,
  change: Partial<ExpectationResult>,
  { isDated = true } = {},
): Promise<unknown> {
  const { value } = await inRun(runId, async () => {
    const [recorded] = await journal.use((each) =>
      recordExpectations(each, runId, [{ ...result, ...change }], {
        checkedAt: `2024-02-01T${String(hour).padStart(2, '0')}:00:00Z`,
        isDated,
      }),
    );
    return recorded;
  });
  return value && [value.change, value.since?.slice(11, 16), value.consecutiveFailures];
}

async function inRun<T>(runId: string, work: () => Promise<T>): Promise<{ readonly value: T }> {
  const start = runStart(runId, { asOf: undefined });
  await using active = await startRun(journal.sessions, journal.schema, start, { waitMs: 0 });
  const value = await work();
  await active.finish({ status: 'success', finishedAt: '2024-02-01T10:05:00.000Z' });
  return { value };
}

test('a failure is new, then still there since the first of them, then fixed', async () => {
  const id = 'streak';
  expect(await check('S1', 1, { id, status: 'pass' })).toEqual([undefined, undefined, 0]);
  expect(await check('S2', 2, { id, status: 'warn' })).toEqual(['new', '02:00', 1]);
  expect(await check('S3', 3, { id, status: 'fail' })).toEqual(['still', '02:00', 2]);
  expect(await check('S4', 4, { id, status: 'error' })).toEqual(['still', '02:00', 3]);
  expect(await check('S5', 5, { id, status: 'pass' })).toEqual(['fixed', undefined, 0]);
  expect(await check('S6', 6, { id, status: 'pass' })).toEqual([undefined, undefined, 0]);
  expect(await check('S7', 7, { id, status: 'fail' })).toEqual(['new', '07:00', 1]);
});

test('a failure that was never checked before is new, and a second record in the run stays so', async () => {
  const id = 'twice';
  expect(await check('T1', 1, { id, status: 'fail' })).toEqual(['new', '01:00', 1]);
  await journal.use((each) =>
    recordExpectations(each, 'T1', [{ ...result, id, status: 'fail' }], {
      checkedAt: '2024-02-01T01:30:00Z',
      isDated: true,
    }),
  );
  expect(await check('T2', 2, { id, status: 'fail' })).toEqual(['still', '01:30', 2]);
});

test('of a dated node each as_of is held against itself, of another the last run of any', async () => {
  const january = { id: 'dates', status: 'fail', asOf: '2024-01-31' } as const;
  const february = { id: 'dates', status: 'fail', asOf: '2024-02-29' } as const;
  expect(await check('D1', 1, january)).toEqual(['new', '01:00', 1]);
  expect(await check('D2', 2, february)).toEqual(['new', '02:00', 1]);
  expect(await check('D3', 3, january)).toEqual(['still', '01:00', 2]);
  const live = { isDated: false };
  expect(await check('D4', 4, { ...february, status: 'pass' }, live)).toEqual([
    'fixed',
    undefined,
    0,
  ]);
  expect(await check('D5', 5, { ...january, status: 'pass' })).toEqual(['fixed', undefined, 0]);
});

test('the run that wrote last is the last one, whatever the clocks say', async () => {
  const id = 'clocks';
  await check('C2', 5, { id });
  expect(await check('C1', 4, { id, status: 'pass' })).toEqual(['fixed', undefined, 0]);
  expect(await check('C3', 3, { id })).toEqual(['new', '03:00', 1]);
});

test('an expectation of the same name about another node has a past of its own', async () => {
  const other = nodeId('model', 'other_shop', 'users');
  expect(await check('N1', 1, { id: 'shared' })).toEqual(['new', '01:00', 1]);
  expect(await check('N2', 2, { id: 'shared', node: other })).toEqual(['new', '02:00', 1]);
});

test('a failure recorded before results knew their past counts as one', async () => {
  await check('O1', 1, { id: 'old' });
  await journal.use(({ session }) =>
    session.query(
      `update "dev ""asof""".expectation_results set result = result - 'since' - 'consecutive_failures' where id = 'old'`,
    ),
  );
  expect(await check('O2', 2, { id: 'old' })).toEqual(['still', '01:00', 2]);
});
