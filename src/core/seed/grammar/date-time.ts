import {
  type CellCheck,
  COLON,
  DOT,
  isWord,
  MINUS,
  PLUS,
  readDigits,
  skipDigits,
  ZERO,
} from './bytes.ts';

const DATE_LENGTH = 10;
const MAX_FRACTION_DIGITS = 6;

/** A real day of the calendar as `2024-01-31`, the years 0001 to 9999. */
export function isDate(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== DATE_LENGTH) return false;
  if (bytes[start + 4] !== MINUS || bytes[start + 7] !== MINUS) return false;
  const year = readDigits(bytes, start, 4);
  const month = readDigits(bytes, start + 5, 2);
  const day = readDigits(bytes, start + 8, 2);
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** `infinity` and `-infinity`, which dates and timestamps have. */
function isInfinity(bytes: Uint8Array, start: number, end: number): boolean {
  const from = bytes[start] === MINUS ? start + 1 : start;
  return isWord(bytes, from, end, 'infinity');
}

export const dateCheck: CellCheck = (bytes, start, end) =>
  isDate(bytes, start, end) || isInfinity(bytes, start, end);

export interface TimeLimits {
  /** Digits behind the seconds that the type keeps. */
  readonly fractionDigits: number | undefined;
  readonly hasOffset: boolean;
}

/** A timestamp as inference takes it: `2024-01-31 10:00:00.5`, with an offset or without. */
export function timestampCheck({ fractionDigits, hasOffset }: TimeLimits): CellCheck {
  const keeps = fractionDigits ?? MAX_FRACTION_DIGITS;
  return (bytes, start, end) => {
    if (end - start < DATE_LENGTH + 6) return false;
    const separator = bytes[start + DATE_LENGTH];
    if (separator !== 0x20 && separator !== 0x54) return false;
    if (!isDate(bytes, start, start + DATE_LENGTH)) return false;
    const at = skipTime(bytes, start + DATE_LENGTH + 1, end, keeps);
    if (at < 0) return false;
    return hasOffset ? isOffset(bytes, at, end) : at === end;
  };
}

/** What a column declared as a timestamp takes: midnight may be left out where it needs no offset. */
export function declaredTimestampCheck(limits: TimeLimits): CellCheck {
  const isTimestamp = timestampCheck(limits);
  return (bytes, start, end) =>
    isTimestamp(bytes, start, end) ||
    isInfinity(bytes, start, end) ||
    (!limits.hasOffset && isDate(bytes, start, end));
}

export function timeCheck({ fractionDigits, hasOffset }: TimeLimits): CellCheck {
  const keeps = fractionDigits ?? MAX_FRACTION_DIGITS;
  return (bytes, start, end) => {
    const at = skipTime(bytes, start, end, keeps);
    if (at < 0) return false;
    return hasOffset ? isOffset(bytes, at, end) : at === end;
  };
}

/** The place behind `10:00`, `10:00:00` or `10:00:00.5`; -1 where there is no such time. */
function skipTime(bytes: Uint8Array, start: number, end: number, keeps: number): number {
  if (start + 5 > end || bytes[start + 2] !== COLON) return -1;
  if (!isBelow(readDigits(bytes, start, 2), 24)) return -1;
  if (!isBelow(readDigits(bytes, start + 3, 2), 60)) return -1;
  let at = start + 5;
  if (at >= end || bytes[at] !== COLON) return at;
  if (at + 3 > end || !isBelow(readDigits(bytes, at + 1, 2), 60)) return -1;
  at += 3;
  if (at >= end || bytes[at] !== DOT) return at;
  const fractionEnd = skipDigits(bytes, at + 1, end);
  if (fractionEnd === at + 1) return -1;
  // further zeros say nothing that is lost
  for (let index = at + 1 + keeps; index < fractionEnd; index += 1) {
    if (bytes[index] !== ZERO) return -1;
  }
  return fractionEnd;
}

/** `Z`, `+01`, `+0100` or `+01:00`. */
function isOffset(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  if (length === 1) return bytes[start] === 0x5a;
  if (bytes[start] !== PLUS && bytes[start] !== MINUS) return false;
  if (!isBelow(readDigits(bytes, start + 1, 2), 16)) return false;
  if (length === 3) return true;
  if (length === 5) return isBelow(readDigits(bytes, start + 3, 2), 60);
  return length === 6 && bytes[start + 3] === COLON && isBelow(readDigits(bytes, start + 4, 2), 60);
}

function isBelow(value: number, limit: number): boolean {
  return value >= 0 && value < limit;
}
