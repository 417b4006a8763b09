import { expect, test } from 'vitest';
import type { GroupFinding } from '../../src/core/expectation/expectation-result.ts';
import { failingGroups } from '../../src/report/failing-groups.ts';
import { expectationResult } from './results.ts';

function group(region: string | null, changes: Partial<GroupFinding>): GroupFinding {
  return {
    group: { region, day: '2024-01-01' },
    status: 'pass',
    elementCount: undefined,
    missingCount: undefined,
    unexpectedCount: undefined,
    unexpectedPercent: undefined,
    observedValue: undefined,
    details: undefined,
    message: undefined,
    ...changes,
  };
}

test('groups that do not hold are told by their values, a count or what was observed', () => {
  const groups = [
    group('a\u001b', { status: 'error', message: 'division by zero' }),
    group(null, {
      status: 'fail',
      elementCount: 1200,
      missingCount: 200,
      unexpectedCount: 3,
      unexpectedPercent: 0.3,
      message: '3 of 1000 rows are unexpected (0.3 %)',
    }),
    group('b', { status: 'warn', observedValue: 1.5, message: 'the mean is 1.5, expected 2' }),
    group('c', { observedValue: 2 }),
  ];
  expect(failingGroups(expectationResult('x', { status: 'fail', groups }))).toEqual({
    columns: ['region', 'day', 'status', 'found'],
    rows: [
      ['a␛', '2024-01-01', 'error', 'division by zero'],
      ['NULL', '2024-01-01', 'fail', '3 of 1,000 (0.3 %)'],
      ['b', '2024-01-01', 'warn', 'the mean is 1.5, expected 2'],
    ],
    moreCount: 0,
  });
});

test('so many are shown, and none where all hold', () => {
  const bad = Array.from({ length: 23 }, (_, at) => group(`r${at}`, { status: 'fail' }));
  const shown = failingGroups(expectationResult('x', { status: 'fail', groups: bad }));
  expect([shown?.rows.length, shown?.moreCount]).toEqual([20, 3]);
  expect(failingGroups(expectationResult('x', { groups: [group('a', {})] }))).toBeUndefined();
});
