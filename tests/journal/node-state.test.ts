import { expect, test } from 'vitest';
import { nodeId } from '../../src/core/graph/node-id.ts';
import type { NodeResult, NodeStatus } from '../../src/core/plan/run-result.ts';
import { lastDurations, lastResults, recordNode } from '../../src/journal/node-runs.ts';
import { readNodeState, readNodeStates } from '../../src/journal/node-state.ts';
import { fence, finishRun, lastRun, readRun } from '../../src/journal/runs.ts';
import { readSeals, recordSeal, type SealRecord } from '../../src/journal/seals.ts';
import { startRun } from '../../src/journal/start-run.ts';
import { advanceWatermark, readWatermarks } from '../../src/journal/watermarks.ts';
import { inTransaction } from '../../src/postgres/transaction.ts';
import { runStart, useJournal } from './use-journal.ts';

const journal = useJournal();
const JANUARY = '2024-01-31';
const FEBRUARY = '2024-02-29';
const MARCH = '2024-03-31';

async function run(runId: string, work: () => Promise<void> = async () => {}): Promise<void> {
  await using active = await startRun(
    journal.sessions,
    journal.schema,
    runStart(runId, { asOf: undefined }),
    { waitMs: 0 },
  );
  await work();
  await active.finish({ status: 'success', finishedAt: '2024-02-01T10:05:00.000Z' });
}

function result(name: string, asOf: string | undefined, status: NodeStatus): NodeResult {
  return {
    node: nodeId('model', 'shop', name),
    kind: 'model',
    relation: `public.${name}`,
    materialized: 'upsert',
    status,
    asOf,
    rows: { inserted: 3, unchanged: 9007199254740991 },
    durationMs: 1500.5,
    message: undefined,
    diagnostics: [],
  };
}

function record(
  runId: string,
  given: NodeResult,
  version: string | undefined,
  finishedAt: string,
): Promise<void> {
  return journal.use((each) => recordNode(each, runId, given, { version, finishedAt }));
}

test('a node that was never built has no state', async () => {
  expect(await journal.use((each) => readNodeState(each, 'model.shop.none', JANUARY))).toEqual({
    watermark: undefined,
    versionAt: undefined,
    previous: undefined,
    seal: undefined,
  });
});

test('the state of a node is what was recorded last at each as_of', async () => {
  const users = nodeId('model', 'shop', 'users');
  await run('R1', async () => {
    await record('R1', result('users', JANUARY, 'success'), 'v1', '2024-02-01T10:00:00Z');
  });
  await run('R2', async () => {
    await record('R2', result('users', FEBRUARY, 'warn'), 'v2', '2024-03-01T10:00:00Z');
  });
  await run('R3', async () => {
    await record('R3', result('users', FEBRUARY, 'fail'), 'v3', '2024-03-02T10:00:00Z');
  });
  await run('R4', async () => {
    await record('R4', result('users', JANUARY, 'unchanged'), 'v4', '2024-03-03T10:00:00Z');
    await journal.use((each) =>
      advanceWatermark(each, {
        nodeId: users,
        relation: 'public.users',
        asOf: FEBRUARY,
        version: 'v2',
        relationOid: 4294967295,
        runId: 'R2',
        updatedAt: '2024-03-01T10:00:00.000Z',
      }),
    );
  });
  const state = (asOf: string | undefined) =>
    journal.use((each) => readNodeState(each, users, asOf));
  const watermark = {
    asOf: FEBRUARY,
    version: 'v2',
    relationOid: 4294967295,
    relation: 'public.users',
  };
  expect(await state(JANUARY)).toEqual({
    watermark,
    versionAt: 'v4',
    previous: undefined,
    seal: undefined,
  });
  expect(await state(FEBRUARY)).toEqual({
    watermark,
    versionAt: 'v2',
    previous: { asOf: JANUARY, version: 'v4' },
    seal: undefined,
  });
  expect(await state(MARCH)).toMatchObject({
    versionAt: undefined,
    previous: { asOf: FEBRUARY, version: 'v2' },
  });
  expect(await state(undefined)).toMatchObject({ versionAt: undefined, previous: undefined });
  expect([...(await journal.use((each) => readWatermarks(each))).keys()]).toEqual([users]);
});

test('a node without as_of has a version of its own', async () => {
  await run('S1', async () => {
    await record('S1', result('regions', undefined, 'success'), 'w1', '2024-02-01T10:00:00Z');
  });
  const states = await journal.use((each) =>
    readNodeStates(each, [nodeId('model', 'shop', 'regions'), 'model.shop.none'], undefined),
  );
  expect([...states.values()].map((each) => each.versionAt)).toEqual(['w1', undefined]);
  const dated = await journal.use((each) => readNodeState(each, 'model.shop.regions', JANUARY));
  expect(dated).toMatchObject({ versionAt: undefined, previous: undefined });
});

test('data and record commit together, and a rollback takes both', async () => {
  await run('T1', async () => {
    const work = journal.use((each) =>
      inTransaction(each.session, { isolation: 'repeatable read' }, async () => {
        await fence(each, 'T1');
        await recordNode(each, 'T1', result('t', JANUARY, 'success'), {
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

const seal: SealRecord = {
  nodeId: 'model.shop.snapshots',
  relation: 'public.snapshots',
  asOf: JANUARY,
  rowCount: 3,
  checksum: '-123456789012345678901234567890',
  columns: ['id', 'a "b"'],
  version: 's1',
  inputs: { 'model.shop.users': 'v1' },
  runId: 'U1',
  sealedAt: '2024-02-01T10:00:00.000Z',
  status: 'sealed',
};

test('a seal is kept, replaced only with a reason, and the old one stays on record', async () => {
  await run('U1', () => journal.use((each) => recordSeal(each, seal)));
  await run('U2');
  const again = { ...seal, checksum: '7', runId: 'U2' };
  await expect(journal.use((each) => recordSeal(each, again))).rejects.toThrow(
    'snapshots_in_force',
  );
  expect(await journal.use((each) => readSeals(each))).toEqual([seal]);
  await journal.use((each) => recordSeal(each, again, { restateReason: 'late labels' }));
  expect(await journal.use((each) => readSeals(each, seal.nodeId))).toEqual([again]);
  const { rows } = await journal.use(({ session }) =>
    session.query(
      'select checksum, status, restated_by, restated_reason from "dev ""asof""".snapshots order by seal_id',
    ),
  );
  expect(rows).toEqual([
    {
      checksum: seal.checksum,
      status: 'restated',
      restated_by: 'U2',
      restated_reason: 'late labels',
    },
    { checksum: '7', status: 'sealed', restated_by: null, restated_reason: null },
  ]);
  const state = await journal.use((each) => readNodeState(each, seal.nodeId, JANUARY));
  expect(state.seal).toEqual({
    asOf: JANUARY,
    rowCount: 3,
    checksum: '7',
    version: 's1',
    status: 'sealed',
    columns: ['id', 'a "b"'],
  });
});

test('an unsealed snapshot is replaced without a reason', async () => {
  await run('V1');
  const unsealed: SealRecord = { ...seal, asOf: FEBRUARY, status: 'unsealed', runId: 'V1' };
  await journal.use((each) => recordSeal(each, unsealed));
  const sealed: SealRecord = { ...unsealed, status: 'sealed' };
  await journal.use((each) => recordSeal(each, sealed));
  const seals = await journal.use((each) => readSeals(each, seal.nodeId));
  expect(seals.filter((each) => each.asOf === FEBRUARY)).toEqual([sealed]);
});

test('the last run, its nodes, results and durations can be read again', async () => {
  await run('Z1', async () => {
    await record('Z1', result('a', JANUARY, 'success'), 'v', '2024-05-01T10:00:00Z');
    await record('Z1', result('b', JANUARY, 'skipped'), undefined, '2024-05-01T10:00:01Z');
    await record('Z1', result('c', JANUARY, 'error'), undefined, '2024-05-01T10:00:00.5Z');
    await record('Z1', result('c', JANUARY, 'success'), 'v', '2024-05-01T10:00:02Z');
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
    new Map(['a', 'c', 'regions', 'users'].map((name) => [`model.shop.${name}`, 1500.5])),
  );
  const results = await journal.use(lastResults);
  expect(results.map((each) => each.nodeId)).toEqual(
    ['a', 'c', 'regions', 'users'].map((name) => `model.shop.${name}`),
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

test('a run that was marked interrupted stays so, and an unknown run is said', async () => {
  await run('Y1', async () => {
    await journal.use((each) =>
      finishRun(each, 'Y1', { status: 'interrupted', finishedAt: '2024-02-01T10:01:00Z' }),
    );
  });
  expect(await journal.use((each) => readRun(each, 'Y1'))).toMatchObject({ status: 'interrupted' });
  await expect(journal.use((each) => readRun(each, 'nope'))).rejects.toThrow(
    'run-not-found: the journal has no run "nope"',
  );
});
