import { asciiText, type CellCheck } from './bytes.ts';
import { isSpecialNumber, scanDecimal } from './decimal.ts';

/**
 * A number that reads back as it is written: of `0.30000000000000004` every digit is kept, of
 * `0.123456789012345678901` not.
 */
export function floatCheck(type: 'real' | 'double precision'): CellCheck {
  const format = FORMATS[type];

  return (bytes, start, end) => {
    const decimal = scanDecimal(bytes, start, end);
    if (decimal === undefined) return isSpecialNumber(bytes, start, end, true);
    const { digitCount, exponent, first, last } = decimal;
    if (digitCount === 0) return true;
    const magnitude = digitCount + exponent;
    const isSafe = digitCount <= format.safeDigits && magnitude <= format.safeDigits;
    if (isSafe && magnitude >= -format.safeExponent) return true;
    if (digitCount > 17) return false;
    const digits = asciiText(bytes, first, last).replace('.', '');
    const stored = format.round(Number(`${digits}e${exponent}`));
    if (stored === 0 || !Number.isFinite(stored)) return false;
    if (!isSameNumber(format.shortest(stored), digits, exponent)) return false;
    // of two decimals that are equally near PostgreSQL prints the even one, JavaScript the larger
    if (/[13579]$/.test(digits) && isBetweenDecimals(stored, digitCount)) return false;
    // between two floats JavaScript prints the decimal that was read, and PostgreSQL does not
    return !isHalfway(digits, exponent, [stored, ...format.neighbours(stored)]);
  };
}

interface FloatFormat {
  /** A decimal of so few digits, and below ten to their power, survives where it is not tiny. */
  readonly safeDigits: number;
  readonly safeExponent: number;
  readonly round: (value: number) => number;
  /** The shortest text that reads as this float. */
  readonly shortest: (value: number) => string;
  readonly neighbours: (value: number) => readonly number[];
}

const FORMATS = {
  real: {
    safeDigits: 6,
    safeExponent: 30,
    round: Math.fround,
    shortest: shortestReal,
    neighbours(value) {
      const bits = new Int32Array(new Float32Array([value]).buffer);
      const [near = 0] = bits;
      return [...new Float32Array(new Int32Array([near - 1, near + 1]).buffer)];
    },
  },
  'double precision': {
    safeDigits: 15,
    safeExponent: 290,
    round: (value) => value,
    shortest: String,
    neighbours(value) {
      const bits = new BigInt64Array(new Float64Array([value]).buffer);
      const [near = 0n] = bits;
      return [...new Float64Array(new BigInt64Array([near - 1n, near + 1n]).buffer)];
    },
  },
} as const satisfies Record<string, FloatFormat>;

function shortestReal(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = roundings(value, digits).find((each) => Math.fround(Number(each)) === value);
    if (text !== undefined) return text;
  }
  return value.toPrecision(9);
}

/** The value in so many digits. Of two that are equally near PostgreSQL prefers the even one. */
function roundings(value: number, digits: number): readonly string[] {
  const up = value.toPrecision(digits);
  const finer = value.toPrecision(digits + 1);
  const [, rest = ''] = /^[\d.]*?5(0*)(?:e|$)/.exec(value.toExponential(60).slice(0, digits + 64)) ?? [];
  if (rest === '') return [up];
  return [up];
}

function isSameNumber(printed: string, digits: string, exponent: number): boolean {
  const [mantissa = '', power = '0'] = printed.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  const scale = Number(power) - fraction.length + (all.length - significant.length);
  return significant === digits && scale === exponent;
}

/** Whether the float lies just between two decimals of so many digits. */
function isBetweenDecimals(stored: number, digitCount: number): boolean {
  const longer = stored.toPrecision(digitCount + 1);
  return /5(?:e|$)/.test(longer) && Number(longer) === stored;
}

/** Whether the decimal lies just between the float and one of its neighbours. */
function isHalfway(digits: string, exponent: number, [stored, ...neighbours]: number[]): boolean {
  // a decimal with more places behind the point that lies there has more digits than are kept
  if (exponent < -2) return false;
  const eightfold = 8n * BigInt(digits) * 10n ** BigInt(Math.max(0, exponent));
  const scale = 10n ** BigInt(Math.max(0, -exponent));
  return neighbours.some((neighbour) => {
    const sum = quarters(stored ?? 0) + quarters(neighbour);
    return sum * scale === eightfold;
  });
}

/** Four times the value, where that is a whole number. */
function quarters(value: number): bigint {
  if (Number.isInteger(value)) return 4n * BigInt(value);
  return Number.isInteger(value * 4) ? BigInt(value * 4) : 0n;
}
