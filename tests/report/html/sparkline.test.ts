import { expect, test } from 'vitest';
import type { PastResult } from '../../../src/core/expectation/past-result.ts';
import { renderMarkup } from '../../../src/report/html/markup.ts';
import { sparkline } from '../../../src/report/html/sparkline.ts';

function past(changes: Partial<PastResult>): PastResult {
  return {
    asOf: undefined,
    status: 'pass',
    unexpectedPercent: undefined,
    observed: undefined,
    checkedAt: '2024-02-01T10:00:00.000Z',
    ...changes,
  };
}

const drawn = (results: readonly PastResult[]) =>
  renderMarkup(sparkline(results, { slots: 3 }), (text) => text);

test('shares of rows are bars, each in the colour of what it came to', () => {
  const bars = [
    past({ unexpectedPercent: 0, asOf: '2024-01-31' }),
    past({ unexpectedPercent: 2, status: 'warn' }),
    past({ unexpectedPercent: 4, status: 'fail' }),
  ];
  expect(drawn(bars)).toBe(
    '<svg class="spark" viewBox="0 0 24 20" width="24" height="20" role="img"><title>' +
      '2024-02-01 10:00 as of 2024-01-31: pass, 0 % unexpected\n' +
      '2024-02-01 10:00: warn, 2 % unexpected\n' +
      '2024-02-01 10:00: fail, 4 % unexpected</title>' +
      '<path class="pass" d="M1 19v-2h5v2z"/>' +
      '<path class="warn" d="M9 19v-10h5v10z"/>' +
      '<path class="fail" d="M17 19v-18h5v18z"/></svg>',
  );
});

test('observed values are a curve, whose last point and failures are marked', () => {
  const values = [
    past({ observed: '10', status: 'fail' }),
    past({ status: 'error' }),
    past({ observed: '30' }),
  ];
  expect(drawn(values)).toBe(
    '<svg class="spark" viewBox="0 0 24 20" width="24" height="20" role="img"><title>' +
      '2024-02-01 10:00: fail, 10\n2024-02-01 10:00: error\n2024-02-01 10:00: pass, 30</title>' +
      '<path class="line" d="M4 16L20 4"/>' +
      '<path class="fail" d="M2 16a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"/>' +
      '<path class="error" d="M10 17a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"/>' +
      '<path class="pass" d="M18 4a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z"/></svg>',
  );
});

test('one result is no history', () => {
  expect(drawn([past({})])).toBe('');
});
