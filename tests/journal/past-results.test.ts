import { expect, test } from 'vitest';
import type { ExpectationResult } from '../../src/core/expectation/expectation-result.ts';
import { recordExpectations } from '../../src/journal/expectation-results.ts';
import { pastResults } from '../../src/journal/past-results.ts';
import { expectationResult } from '../report/results.ts';
import { run, useJournal } from './use-journal.ts';

const journal = useJournal();

function check(runId: string, minute: number, results: readonly ExpectationResult[]) {
  return run(journal, runId, async () => {
    await journal.use((each) =>
      recordExpectations(each, runId, results, {
        checkedAt: `2024-02-01T10:0${minute}:00Z`,
        isDated: false,
      }),
    );
  });
}

test('the past of each expectation is its last results, oldest first', async () => {
  const rows = expectationResult('rows', { asOf: '2024-01-31', unexpectedPercent: 0.5 });
  const mean = expectationResult('mean', {
    unexpectedPercent: undefined,
    observedValue: 41.5,
  });
  const list = expectationResult('list', { unexpectedPercent: undefined, observedValue: ['a'] });
  await check('R1', 1, [rows, mean]);
  await check('R2', 2, [
    { ...rows, status: 'fail' },
    { ...mean, observedValue: '2024-01-31' },
  ]);
  await check('R3', 3, [rows, { ...mean, observedValue: 'x'.repeat(41) }, list]);
  const past = await journal.use((each) => pastResults(each, [rows, mean, list], { limit: 2 }));
  expect(past).toEqual(
    new Map([
      [
        'rows',
        [
          {
            asOf: '2024-01-31',
            status: 'fail',
            unexpectedPercent: 0.5,
            observed: undefined,
            checkedAt: '2024-02-01T10:02:00.000Z',
          },
          {
            asOf: '2024-01-31',
            status: 'pass',
            unexpectedPercent: 0.5,
            observed: undefined,
            checkedAt: '2024-02-01T10:03:00.000Z',
          },
        ],
      ],
      [
        'mean',
        [
          {
            asOf: undefined,
            status: 'pass',
            unexpectedPercent: undefined,
            observed: '2024-01-31',
            checkedAt: '2024-02-01T10:02:00.000Z',
          },
          {
            asOf: undefined,
            status: 'pass',
            unexpectedPercent: undefined,
            observed: undefined,
            checkedAt: '2024-02-01T10:03:00.000Z',
          },
        ],
      ],
      [
        'list',
        [
          {
            asOf: undefined,
            status: 'pass',
            unexpectedPercent: undefined,
            observed: undefined,
            checkedAt: '2024-02-01T10:03:00.000Z',
          },
        ],
      ],
    ]),
  );
});

test('an expectation that the journal does not know has no past', async () => {
  const unknown = expectationResult('unknown');
  expect(await journal.use((each) => pastResults(each, [unknown], { limit: 12 }))).toEqual(
    new Map([['unknown', []]]),
  );
  expect(await journal.use((each) => pastResults(each, [], { limit: 12 }))).toEqual(new Map());
});
