import { expect, test } from 'vitest';
import { intervalCheck } from '../../../../src/core/seed/grammar/interval.ts';

function isInterval(text: string, fractionDigits?: number): boolean {
  const bytes = Buffer.from(`,${text},`);
  return intervalCheck(fractionDigits)(bytes, 1, bytes.length - 1);
}

test.each([
  '1 day',
  '-1 years +2 mons -3 days',
  '1 year 2 mons 3 days 04:05:06.789',
  '36:00:00',
  '-00:00:01',
  '10:30',
  '90 minutes',
  '2 weeks 3 hours 4 mins 5.5 secs',
  '1.500000000 seconds',
  'P1Y2M3W4DT5H6M7.8S',
  'P1D',
  'PT0S',
  'p-1yt-2h',
])('%s is a span of time', (text) => {
  expect(isInterval(text)).toBe(true);
});

test.each([
  '',
  ' ',
  '1 day ',
  ' 1 day',
  '1',
  '1.5 days',
  '01 days',
  '1 day ago',
  '1 fortnight',
  'one day',
  '00:00:01.1234567',
  '1:2:3',
  'P',
  'P1DT',
  'PT',
  'P1.5M',
  'P1D 1 day',
  '1 d\u00e4y',
])('"%s" is none, or one that would be altered', (text) => {
  expect(isInterval(text)).toBe(false);
});

test('as many digits behind the seconds are taken as are kept, and further zeros', () => {
  expect(isInterval('00:00:01.5', 0)).toBe(false);
  expect(isInterval('00:00:01.0', 0)).toBe(true);
  expect(isInterval('PT1.25S', 1)).toBe(false);
  expect(isInterval('PT1.20S', 1)).toBe(true);
});
