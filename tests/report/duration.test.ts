import { expect, test } from 'vitest';
import { formatDuration } from '../../src/report/duration.ts';

test.each([
  [0, '0.00s'],
  [41, '0.04s'],
  [9994, '9.99s'],
  [9996, '10.0s'],
  [59_940, '59.9s'],
  [59_960, '1m 00s'],
  [247_000, '4m 07s'],
  [3_599_600, '1h 00m'],
  [7_500_000, '2h 05m'],
])('%d ms is shown as %s', (durationMs, shown) => {
  expect(formatDuration(durationMs)).toBe(shown);
});
