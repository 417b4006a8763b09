import { daysIn, monthEnd } from './month-end.ts';

export const DATE_UNITS = ['day', 'week', 'month', 'year'] as const;
export type DateUnit = (typeof DATE_UNITS)[number];

const DAY_MS = 86_400_000;

/**
 * The date that many units later, or earlier where the count is negative. A month end stays a month
 * end; another day that the month does not have becomes its last.
 */
export function addToDate(date: string, count: number, unit: DateUnit): string {
  switch (unit) {
    case 'day':
      return addDays(date, count);
    case 'week':
      return addDays(date, 7 * count);
    case 'month':
      return addMonths(date, count);
    case 'year':
      return addMonths(date, 12 * count);
  }
}

function addDays(date: string, count: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

function addMonths(date: string, count: number): string {
  const end = monthEnd(date, count);
  if (date === monthEnd(date)) return end;
  const day = Math.min(Number(date.slice(8)), daysIn(end));
  return `${end.slice(0, 8)}${String(day).padStart(2, '0')}`;
}
