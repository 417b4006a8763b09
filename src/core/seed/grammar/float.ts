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
    const kept = significantDigits(shortest(stored, format));
    return kept.digits === digits && kept.exponent === exponent;
  };
}

interface FloatFormat {
  /** A decimal of so few digits, and below ten to their power, survives where it is not tiny. */
  readonly safeDigits: number;
  readonly safeExponent: number;
  /** So many digits tell every float from its neighbours. */
  readonly mostDigits: number;
  readonly round: (value: number) => number;
  readonly neighbours: (value: number) => readonly number[];
}

const FORMATS: Readonly<Record<'real' | 'double precision', FloatFormat>> = {
  real: {
    safeDigits: 6,
    safeExponent: 30,
    mostDigits: 9,
    round: Math.fround,
    neighbours(value) {
      const bits = new Int32Array(new Float32Array([value]).buffer);
      const [near = 0] = bits;
      return [...new Float32Array(new Int32Array([near - 1, near + 1]).buffer)];
    },
  },
  'double precision': {
    safeDigits: 15,
    safeExponent: 290,
    mostDigits: 17,
    round: (value) => value,
    neighbours(value) {
      const bits = new BigInt64Array(new Float64Array([value]).buffer);
      const [near = 0n] = bits;
      return [...new Float64Array(new BigInt64Array([near - 1n, near + 1n]).buffer)];
    },
  },
};

/** The shortest text that reads as this float, as PostgreSQL prints it. */
function shortest(value: number, format: FloatFormat): string {
  const { mostDigits, round } = format;
  const isDouble = mostDigits === 17;
  const printed = String(value);
  // below this the digits of doubles do not reach the middle between two of them
  if (isDouble && value < 2 ** 52) return printed;
  const fewest = isDouble ? significantDigits(printed).digits.length : 1;
  for (let count = fewest; count < mostDigits; count += 1) {
    const text = inDigits(value, count);
    if (round(Number(text)) === value && !isHalfway(text, value, format)) return text;
  }
  return inDigits(value, mostDigits);
}

/** Of two decimals that are equally near PostgreSQL prints the even one, JavaScript the larger. */
function inDigits(value: number, count: number): string {
  const larger = value.toPrecision(count);
  const longer = value.toPrecision(count + 1);
  const isTie = /5(?:e|$)/.test(longer) && isExactly(longer, value);
  if (!isTie || /[02468](?:e|$)/.test(larger)) return larger;
  return longer.replace(/5(?=e|$)/, '0');
}

/** Whether the decimal is the float itself, not only nearer to it than to any other. */
function isExactly(text: string, value: number): boolean {
  const { digits, exponent } = significantDigits(text);
  const { mantissa, power } = binary(value);
  const decimal = BigInt(digits) * 10n ** BigInt(Math.max(0, exponent));
  const float = mantissa * 2n ** BigInt(Math.max(0, power));
  return (
    decimal * 2n ** BigInt(Math.max(0, -power)) === float * 10n ** BigInt(Math.max(0, -exponent))
  );
}

/** A positive float as a whole number times a power of two. */
function binary(value: number): { readonly mantissa: bigint; readonly power: number } {
  const [bits = 0n] = new BigInt64Array(new Float64Array([value]).buffer);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  return biased === 0
    ? { mantissa: fraction, power: -1074 }
    : { mantissa: fraction | (1n << 52n), power: biased - 1075 };
}

/** A decimal as its digits without zeros at either end, times ten to the exponent. */
function significantDigits(text: string): { readonly digits: string; readonly exponent: number } {
  const [mantissa = '', power = '0'] = text.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  const exponent = Number(power) - fraction.length + all.length - digits.length;
  return { digits, exponent };
}

/**
 * Whether the text lies just between the float and one of its neighbours: it reads as the float,
 * and PostgreSQL prints another one all the same.
 */
function isHalfway(text: string, value: number, format: FloatFormat): boolean {
  const { digits, exponent } = significantDigits(text);
  // a decimal with more places behind the point that lies there has more digits than are printed
  if (exponent < -2) return false;
  const eightfold = 8n * BigInt(digits) * 10n ** BigInt(Math.max(0, exponent));
  const scale = 10n ** BigInt(Math.max(0, -exponent));
  return format
    .neighbours(value)
    .some((neighbour) => (quarters(value) + quarters(neighbour)) * scale === eightfold);
}

/** Four times the value, where that is a whole number. */
function quarters(value: number): bigint {
  if (Number.isInteger(value)) return 4n * BigInt(value);
  return Number.isInteger(value * 4) ? BigInt(value * 4) : 0n;
}
