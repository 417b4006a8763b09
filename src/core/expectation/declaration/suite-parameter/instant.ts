import { isDate } from '../../../time/month-end.ts';

/** Microseconds since 1970 of a time without a zone. */
export type Micros = bigint;

export const DAY: Micros = 86_400_000_000n;

const TIME = /^(?<date>\d{4}-\d\d-\d\d)(?:[T ](?<clock>\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?))?Z?$/;
const FIRST = Date.parse('0001-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59Z');

/** A date, or a date and a time of day; undefined where the text is neither. */
export function readMicros(text: string): Micros | undefined {
  const { date, clock = '00:00' } = TIME.exec(text)?.groups ?? {};
  if (date === undefined || !isDate(date)) return undefined;
  const [, minutes = '', seconds = '00', fraction = ''] =
    /^(\d\d:\d\d)(?::(\d\d))?(?:\.(\d+))?$/.exec(clock) ?? [];
  const ms = Date.parse(`${date}T${minutes}:${seconds}Z`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 1000n + BigInt(fraction.padEnd(6, '0'));
}

/** `2024-01-31T12:00:00`, as Python writes it; undefined beyond the years 1 to 9999. */
export function microsText(micros: Micros): string | undefined {
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const ms = Number((micros - fraction) / 1000n);
  if (ms < FIRST || ms > LAST) return undefined;
  const text = new Date(ms).toISOString().slice(0, 19);
  return fraction === 0n ? text : `${text}.${String(fraction).padStart(6, '0')}`;
}
