import { bug } from '../../diagnostics/bug.ts';
import { type CellCheck, isDigit, MINUS, skipDigits, ZERO } from './bytes.ts';

const LARGEST = {
  smallint: '32767',
  integer: '2147483647',
  bigint: '9223372036854775807',
} as const;

/** Digits with a minus at most, in the range of the type: COPY would drop leading zeros and a plus. */
export function integerCheck(type: keyof typeof LARGEST): CellCheck {
  const largest = new TextEncoder().encode(LARGEST[type]);
  const last = largest.at(-1) ?? bug('no range');

  return (bytes, start, end) => {
    const isNegative = bytes[start] === MINUS;
    const first = isNegative ? start + 1 : start;
    const count = end - first;
    if (count <= 0 || count > largest.length || skipDigits(bytes, first, end) !== end) return false;
    if (bytes[first] === ZERO) return count === 1 && !isNegative;
    if (count < largest.length) return true;
    for (let index = 0; index < count; index += 1) {
      const byte = bytes[first + index] ?? 0;
      const most = largest[index] ?? 0;
      if (byte < most) return true;
      // the smallest number is one further from zero than the largest
      if (byte > most) return isNegative && index === count - 1 && byte === last + 1;
    }
    return true;
  };
}

/** Whether digits stand where a number begins, and not a zero before another digit. */
export function hasPlainStart(bytes: Uint8Array, at: number, end: number): boolean {
  if (at >= end || !isDigit(bytes[at])) return false;
  return bytes[at] !== ZERO || at + 1 >= end || !isDigit(bytes[at + 1]);
}
