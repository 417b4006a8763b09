import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isDate, monthEnd } from '../../../src/core/time/month-end.ts';

test('a date is a day that the calendar has', () => {
  const texts = ['2024-02-29', '2023-02-29', '2024-1-31', '2024-04-31', '2024-13-01', '0000-01-01'];
  expect(texts.filter(isDate)).toEqual(['2024-02-29']);
});

test('the end of a month knows leap years', () => {
  expect(monthEnd('2024-02-10')).toBe('2024-02-29');
  expect(monthEnd('2023-02-10')).toBe('2023-02-28');
  expect(monthEnd('1900-02-10')).toBe('1900-02-28');
  expect(monthEnd('2000-02-10')).toBe('2000-02-29');
});

test('months are counted from the month of the date, across years and backwards', () => {
  expect(monthEnd('2024-01-31', 1)).toBe('2024-02-29');
  expect(monthEnd('2024-01-31', 12)).toBe('2025-01-31');
  expect(monthEnd('2024-01-31', -1)).toBe('2023-12-31');
});

test('the day after the end of a month is the first of the next', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 9_000 }), (months) => {
      const end = new Date(`${monthEnd('1970-01-31', months)}T00:00:00Z`);
      const next = new Date(end.getTime() + 86_400_000);
      expect(next.getUTCDate()).toBe(1);
      expect(next.getUTCFullYear() * 12 + next.getUTCMonth()).toBe(1970 * 12 + months + 1);
    }),
  );
});
