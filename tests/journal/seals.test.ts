import { expect, test } from 'vitest';
import { confirmSeal } from '../../src/journal/confirm-seal.ts';
import { readNodeState } from '../../src/journal/node-state.ts';
import { readSeals, recordSeal, type SealRecord } from '../../src/journal/seals.ts';
import { run, useJournal } from './use-journal.ts';

const journal = useJournal();
const JANUARY = '2024-01-31';
const FEBRUARY = '2024-02-29';

const seal: SealRecord = {
  nodeId: 'model.shop.snapshots',
  relation: 'public.snapshots',
  asOf: JANUARY,
  rowCount: 3,
  checksum: '-123456789012345678901234567890',
  columns: ['id', 'a "b"'],
  columnTypes: { id: 'bigint', 'a "b"': 'text', as_of: 'date' },
  compiledHash: 'c1',
  version: 's1',
  inputs: { 'model.shop.users': 'v1' },
  runId: 'U1',
  sealedAt: '2024-02-01T10:00:00.000Z',
  status: 'sealed',
};

test('a seal is kept, replaced only with a reason, and the old one stays on record', async () => {
  await run(journal, 'U1', () => journal.use((each) => recordSeal(each, seal)));
  await run(journal, 'U2');
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
  await run(journal, 'V1');
  const unsealed: SealRecord = { ...seal, asOf: FEBRUARY, status: 'unsealed', runId: 'V1' };
  await journal.use((each) => recordSeal(each, unsealed));
  const sealed: SealRecord = { ...unsealed, status: 'sealed' };
  await journal.use((each) => recordSeal(each, sealed));
  const seals = await journal.use((each) => readSeals(each, seal.nodeId));
  expect(seals.filter((each) => each.asOf === FEBRUARY)).toEqual([sealed]);
});

test('a seal that was found to be the same gets the new version of its inputs', async () => {
  await run(journal, 'W1');
  const march: SealRecord = { ...seal, asOf: '2024-03-31', runId: 'W1' };
  await journal.use((each) => recordSeal(each, march));
  const now = { nodeId: seal.nodeId, asOf: march.asOf, version: 's2', inputs: { a: 'v2' } };
  await journal.use((each) => confirmSeal(each, now));
  const seals = await journal.use((each) => readSeals(each, seal.nodeId));
  expect(seals.find((each) => each.asOf === march.asOf)).toEqual({
    ...march,
    version: 's2',
    inputs: { a: 'v2' },
  });
});
