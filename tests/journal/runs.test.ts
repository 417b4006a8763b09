import { expect, test } from 'vitest';
import { lastDurations, lastResults, recordNode } from '../../src/journal/node-runs.ts';
import { fence, finishRun, lastRun, readRun } from '../../src/journal/runs.ts';
import { inTransaction } from '../../src/postgres/transaction.ts';
import { nodeResult, record, run, useJournal } from './use-journal.ts';

const journal = useJournal();
const JANUARY = '2024-01-31';

test('data and record commit together, and a rollback takes both', async () => {
  await run(journal, 'T1', async () => {
    const work = journal.use((each) =>
      inTransaction(each.session, { isolation: 'repeatable read' }, async () => {
        await fence(each, 'T1');
        await recordNode(each, 'T1', nodeResult('t', JANUARY, 'success'), {
          version: 'v',
          finishedAt: '2024-02-01T10:00:00Z',
        });
        throw new Error('crash');
      }),
    );
    await expect(work).rejects.toThrow('crash');
  });
  expect(await journal.use((each) => readRun(each, 'T1'))).toMatchObject({ nodes: [] });
});

test('the last run, its nodes, results and durations can be read again', async () => {
  await run(journal, 'Z1', async () => {
    await record(journal, 'Z1', nodeResult('a', JANUARY, 'success'), {
      version: 'v',
      at: '2024-05-01T10:00:00Z',
    });
    await record(journal, 'Z1', nodeResult('b', JANUARY, 'skipped'), {
      at: '2024-05-01T10:00:01Z',
    });
    await record(journal, 'Z1', nodeResult('c', JANUARY, 'error'), {
      at: '2024-05-01T10:00:00.5Z',
    });
    await record(journal, 'Z1', nodeResult('c', JANUARY, 'success'), {
      version: 'v',
      at: '2024-05-01T10:00:02Z',
    });
  });
  const last = await journal.use((each) => lastRun(each));
  expect(last).toMatchObject({
    runId: 'Z1',
    status: 'success',
    nodes: [
      { nodeId: 'model.shop.a', status: 'success' },
      { nodeId: 'model.shop.b', status: 'skipped' },
      { nodeId: 'model.shop.c', status: 'success' },
    ],
  });
  expect(await journal.use((each) => lastRun(each, ['seed']))).toBeUndefined();
  expect(await journal.use(lastDurations)).toEqual(
    new Map(['a', 'c'].map((name) => [`model.shop.${name}`, 1500.5])),
  );
  const results = await journal.use(lastResults);
  expect(results.map((each) => each.nodeId)).toEqual(
    ['a', 'c'].map((name) => `model.shop.${name}`),
  );
  expect(results[0]).toEqual({
    nodeId: 'model.shop.a',
    runId: 'Z1',
    relation: 'public.a',
    materialized: 'upsert',
    asOf: JANUARY,
    status: 'success',
    message: undefined,
    finishedAt: '2024-05-01T10:00:00.000Z',
  });
  const { rows } = await journal.use(({ session }) =>
    session.query(`select rows_inserted, rows_updated, rows_unchanged, started_at, finished_at
from "dev ""asof""".node_runs where node_id = 'model.shop.a'`),
  );
  expect(rows).toEqual([
    {
      rows_inserted: '3',
      rows_updated: null,
      rows_unchanged: '9007199254740991',
      started_at: '2024-05-01 09:59:58.4995+00',
      finished_at: '2024-05-01 10:00:00+00',
    },
  ]);
});

test('a run that was marked interrupted stays so, and an unknown run is none', async () => {
  await run(journal, 'Y1', async () => {
    await journal.use((each) =>
      finishRun(each, 'Y1', { status: 'interrupted', finishedAt: '2024-02-01T10:01:00Z' }),
    );
  });
  expect(await journal.use((each) => readRun(each, 'Y1'))).toMatchObject({ status: 'interrupted' });
  expect(await journal.use((each) => readRun(each, 'nope'))).toBeUndefined();
});
