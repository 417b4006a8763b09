import { expect, test } from 'vitest';
import type { Json } from '../../src/core/diagnostics/json.ts';
import type { ExpectationResult } from '../../src/core/expectation/expectation-result.ts';
import { nodeId } from '../../src/core/graph/node-id.ts';
import type { NodeStatus } from '../../src/core/plan/run-result.ts';
import { acceptedObservations } from '../../src/journal/accepted-observations.ts';
import { recordExpectations } from '../../src/journal/expectation-results.ts';
import { expectationResult } from '../report/results.ts';
import { nodeResult, record, run, useJournal } from './use-journal.ts';

const journal = useJournal();
const CHECK = 'columns_to_match_last_run';
const AT = '2024-02-01T10:00:00Z';

async function observe(
  runId: string,
  observedValue: Json,
  status: ExpectationResult['status'],
  { node, asOf }: { readonly node?: NodeStatus; readonly asOf?: string } = {},
): Promise<void> {
  await run(journal, runId, async () => {
    const result = expectationResult('drift', {
      node: nodeId('model', 'shop', 'users'),
      asOf,
      expectation: CHECK,
      status,
      observedValue,
    });
    if (node !== undefined) {
      await record(journal, runId, nodeResult('users', asOf, node), { at: AT });
    }
    await journal.use((each) =>
      recordExpectations(each, runId, [result], { checkedAt: AT, isDated: false }),
    );
  });
}

async function accepted(runId: string): Promise<Json | undefined> {
  const question = { nodeId: nodeId('model', 'shop', 'users'), runId };
  const found = await journal.use((each) =>
    acceptedObservations(each, question, [{ id: 'drift', expectation: CHECK }]),
  );
  return found.get('drift');
}

test('what counts last is what held or only warned, on what was published, in another run', async () => {
  expect(await accepted('R1')).toBeUndefined();
  await observe('R1', [{ name: 'a', type: 'numeric(10,2)' }], 'pass', { asOf: '2024-03-31' });
  expect(await accepted('R1')).toBeUndefined();
  expect(await accepted('R2')).toEqual([{ name: 'a', type: 'numeric(10,2)' }]);
  await observe('R2', ['fails'], 'fail');
  await observe('R3', ['rolled back for another reason'], 'pass', { node: 'fail' });
  await observe('R4', ['cannot be told'], 'error');
  await observe('R5', null, 'pass');
  expect(await accepted('R6')).toEqual([{ name: 'a', type: 'numeric(10,2)' }]);
  // the columns are of the relation, whichever as_of is looked at
  await observe('R6', ['warned'], 'warn', { node: 'warn', asOf: '2024-01-31' });
  expect(await accepted('R7')).toEqual(['warned']);
  expect(
    await journal.use((each) => acceptedObservations(each, { nodeId: 'x', runId: 'R7' }, [])),
  ).toEqual(new Map());
});
