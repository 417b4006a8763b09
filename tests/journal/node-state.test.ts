import { expect, test } from 'vitest';
import { nodeId } from '../../src/core/graph/node-id.ts';
import { readNodeState, readNodeStates } from '../../src/journal/node-state.ts';
import { advanceWatermark, readWatermarks } from '../../src/journal/watermarks.ts';
import { nodeResult, record, run, useJournal } from './use-journal.ts';

const journal = useJournal();
const JANUARY = '2024-01-31';
const FEBRUARY = '2024-02-29';
const MARCH = '2024-03-31';

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
  await run(journal, 'R1', async () => {
    await record(journal, 'R1', nodeResult('users', JANUARY, 'success'), {
      version: 'v1',
      at: '2024-02-01T10:00:00Z',
    });
  });
  await run(journal, 'R2', async () => {
    await record(journal, 'R2', nodeResult('users', FEBRUARY, 'warn'), {
      version: 'v2',
      at: '2024-03-01T10:00:00Z',
    });
  });
  await run(journal, 'R3', async () => {
    await record(journal, 'R3', nodeResult('users', FEBRUARY, 'fail'), {
      version: 'v3',
      at: '2024-03-02T10:00:00Z',
    });
  });
  await run(journal, 'R4', async () => {
    await record(journal, 'R4', nodeResult('users', JANUARY, 'unchanged'), {
      version: 'v4',
      at: '2024-03-03T10:00:00Z',
    });
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
  await run(journal, 'S1', async () => {
    await record(journal, 'S1', nodeResult('regions', undefined, 'success'), {
      version: 'w1',
      at: '2024-02-01T10:00:00Z',
    });
  });
  const states = await journal.use((each) =>
    readNodeStates(each, [nodeId('model', 'shop', 'regions'), 'model.shop.none'], undefined),
  );
  expect([...states.values()].map((each) => each.versionAt)).toEqual(['w1', undefined]);
  const dated = await journal.use((each) => readNodeState(each, 'model.shop.regions', JANUARY));
  expect(dated).toMatchObject({ versionAt: undefined, previous: undefined });
});
