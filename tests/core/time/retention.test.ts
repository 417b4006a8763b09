import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addToDate } from '../../../src/core/time/add-to-date.ts';
import { daysIn, monthEnd } from '../../../src/core/time/month-end.ts';
import { expiredAsOfs, formatRetention, parseRetention } from '../../../src/core/time/retention.ts';

const date = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2060-12-31'), noInvalidDate: true })
  .map((each) => each.toISOString().slice(0, 10));

test('a month end stays a month end, another day is at most the last of its month', () => {
  expect(addToDate('2024-01-31', 1, 'month')).toBe('2024-02-29');
  expect(addToDate('2024-02-29', 1, 'month')).toBe('2024-03-31');
  expect(addToDate('2024-01-30', 1, 'month')).toBe('2024-02-29');
  expect(addToDate('2024-02-29', -1, 'year')).toBe('2023-02-28');
  expect(addToDate('2024-02-28', 1, 'day')).toBe('2024-02-29');
  expect(addToDate('2024-02-29', 1, 'week')).toBe('2024-03-07');
  fc.assert(
    fc.property(date, fc.integer({ min: -400, max: 400 }), (from, months) => {
      const to = addToDate(from, months, 'month');
      expect(monthEnd(to)).toBe(monthEnd(from, months));
      const day = Number(from.slice(8));
      const isEnd = from === monthEnd(from);
      expect(Number(to.slice(8))).toBe(isEnd ? daysIn(to) : Math.min(day, daysIn(to)));
    }),
  );
});

test('what is as old as the retention is let go, seen from the newest', () => {
  const months = ['2023-12-31', '2024-01-31', '2024-02-29', '2024-03-31'];
  expect(expiredAsOfs(months, { count: 2, unit: 'month' })).toEqual(['2023-12-31', '2024-01-31']);
  expect(expiredAsOfs(months, { count: 4, unit: 'month' })).toEqual([]);
  expect(expiredAsOfs([], { count: 1, unit: 'day' })).toEqual([]);
});

test('the newest as_of is never let go, and as many month ends are kept as the retention says', () => {
  const count = fc.integer({ min: 1, max: 60 });
  fc.assert(
    fc.property(date, count, count, (from, held, kept) => {
      const asOfs = Array.from({ length: held }, (_, index) => monthEnd(from, index));
      const expired = expiredAsOfs(asOfs, { count: kept, unit: 'month' });
      expect(asOfs.length - expired.length).toBe(Math.min(held, kept));
      expect(expired).toEqual(asOfs.slice(0, expired.length));
    }),
  );
});

test('a retention reads as it is written', () => {
  expect(parseRetention('24 months')).toEqual({ count: 24, unit: 'month' });
  expect(formatRetention({ count: 1, unit: 'year' })).toBe('1 year');
  expect(formatRetention({ count: 90, unit: 'day' })).toBe('90 days');
  expect(parseRetention('0 months')).toBeUndefined();
  expect(parseRetention('2 fortnights')).toBeUndefined();
});
