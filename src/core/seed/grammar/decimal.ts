import { type CellCheck, DOT, isWord, MINUS, PLUS, skipDigits, ZERO } from './bytes.ts';
import { hasPlainStart } from './integer.ts';

/** A decimal number taken apart: its digits without zeros at either end, times ten to the exponent. */
interface Decimal {
  /** Of the first digit that is not zero; `last` is behind the last one. Equal for zero. */
  first: number;
  last: number;
  /** How many digits that is, without the point. */
  digitCount: number;
  /** Of the last of those digits: 1.5 has -1. */
  exponent: number;
  /** Digits behind the point as written, after an exponent moved it. */
  fractionDigits: number;
}

const scanned: Decimal = { first: 0, last: 0, digitCount: 0, exponent: 0, fractionDigits: 0 };

/**
 * Takes `-12.50` or `1.5e-3` apart; undefined for what is no such number, or has a plus or leading
 * zeros that the database would drop. The answer is reused by the next call.
 */
export function scanDecimal(bytes: Uint8Array, start: number, end: number): Decimal | undefined {
  const from = bytes[start] === MINUS ? start + 1 : start;
  if (!hasPlainStart(bytes, from, end) && (from >= end || bytes[from] !== DOT)) return undefined;
  const point = skipDigits(bytes, from, end);
  let at = point;
  let fractionDigits = 0;
  if (at < end && bytes[at] === DOT) {
    at = skipDigits(bytes, point + 1, end);
    fractionDigits = at - point - 1;
    if (fractionDigits === 0) return undefined;
  }
  const digitsEnd = at;
  const shift = at < end ? readExponent(bytes, at, end) : 0;
  if (shift === undefined) return undefined;

  let first = from;
  while (first < digitsEnd && (bytes[first] === ZERO || bytes[first] === DOT)) first += 1;
  let last = digitsEnd;
  while (last > first && (bytes[last - 1] === ZERO || bytes[last - 1] === DOT)) last -= 1;

  scanned.first = first;
  scanned.last = last;
  const spansPoint = first < point && last > point;
  scanned.digitCount = last - first - (spansPoint ? 1 : 0);
  const behindPoint = last > point ? last - point - 1 : last - point;
  scanned.exponent = scanned.digitCount === 0 ? 0 : shift - behindPoint;
  scanned.fractionDigits = Math.max(0, fractionDigits - shift);
  return scanned;
}

function readExponent(bytes: Uint8Array, at: number, end: number): number | undefined {
  if (((bytes[at] ?? 0) | 0x20) !== 0x65) return undefined;
  const isNegative = bytes[at + 1] === MINUS;
  const from = isNegative || bytes[at + 1] === PLUS ? at + 2 : at + 1;
  // more digits than this are out of every range
  if (from >= end || end - from > 6 || skipDigits(bytes, from, end) !== end) return undefined;
  let value = 0;
  for (let index = from; index < end; index += 1)
    value = value * 10 + (bytes[index] ?? ZERO) - ZERO;
  return isNegative ? -value : value;
}

/** What a numeric without precision holds. */
const MAX_WHOLE_DIGITS = 131_072;
const MAX_FRACTION_DIGITS = 16_383;

export interface NumericPrecision {
  readonly precision: number;
  readonly scale: number;
}

/** A numeric of which every digit is kept: COPY would round what has too many behind the point. */
export function numericCheck(limits: NumericPrecision | undefined): CellCheck {
  return (bytes, start, end) => {
    const decimal = scanDecimal(bytes, start, end);
    if (decimal === undefined) return isSpecialNumber(bytes, start, end, limits === undefined);
    if (decimal.digitCount === 0) return decimal.fractionDigits <= MAX_FRACTION_DIGITS;
    const wholeDigits = decimal.digitCount + decimal.exponent;
    if (limits === undefined) {
      return wholeDigits <= MAX_WHOLE_DIGITS && decimal.fractionDigits <= MAX_FRACTION_DIGITS;
    }
    return wholeDigits <= limits.precision - limits.scale && -decimal.exponent <= limits.scale;
  };
}

/** NaN, and the infinities where the type has them. */
export function isSpecialNumber(
  bytes: Uint8Array,
  start: number,
  end: number,
  hasInfinity: boolean,
): boolean {
  if (end - start < 3 || end - start > 9) return false;
  if (isWord(bytes, start, end, 'nan')) return true;
  const from = bytes[start] === MINUS ? start + 1 : start;
  return hasInfinity && (isWord(bytes, from, end, 'inf') || isWord(bytes, from, end, 'infinity'));
}

/** A number as inference takes it: no exponent, and no word. */
export const plainDecimal: CellCheck = (bytes, start, end) => {
  const from = bytes[start] === MINUS ? start + 1 : start;
  if (!hasPlainStart(bytes, from, end)) return false;
  const point = skipDigits(bytes, from, end);
  if (point - from > MAX_WHOLE_DIGITS) return false;
  // `-0` would lose its sign
  if (point === end) return !(from > start && bytes[from] === ZERO);
  if (bytes[point] !== DOT) return false;
  const fractionDigits = end - point - 1;
  if (fractionDigits < 1 || fractionDigits > MAX_FRACTION_DIGITS) return false;
  return skipDigits(bytes, point + 1, end) === end;
};
