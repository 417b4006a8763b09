import { fail } from '../diagnostics/diagnostic.ts';
import { lengthOf } from './python-text.ts';
import { describeType, type Value } from './value.ts';

export interface Padding {
  readonly width: number;
  readonly fill: string;
  /** `=` puts the filling between sign and digits. */
  readonly align: '<' | '>' | '^' | '=';
}

export interface NumberFormat extends Padding {
  /** d, x, X, o, b, f, F, e, E or %. */
  readonly type: string;
  readonly sign: '+' | '-' | ' ';
  readonly precision: number | undefined;
  readonly grouping: '' | ',' | '_';
  /** Whether a float may be written as an integer, as `%d` does. */
  readonly truncates: boolean;
}

export function padText(text: string, { width, fill, align }: Padding): string {
  const missing = width - lengthOf(text);
  if (missing <= 0) return text;
  if (align === '<') return text + fill.repeat(missing);
  if (align === '^') {
    const left = Math.floor(missing / 2);
    return fill.repeat(left) + text + fill.repeat(missing - left);
  }
  return fill.repeat(missing) + text;
}

/** In the middle as Python's `center()` puts it, which is not where its format `^` does. */
export function centerText(text: string, width: number, fill: string): string {
  const missing = Math.max(0, width - lengthOf(text));
  const left = Math.floor(missing / 2) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}

/** A number in Python's `d`, `x`, `o`, `b`, `f`, `e` and `%` formats. */
export function formatNumber(value: Value, format: NumberFormat): string {
  const number = typeof value === 'boolean' ? BigInt(value) : value;
  if (typeof number !== 'bigint' && typeof number !== 'number') {
    return fail('template-type', `a number is needed to format, not ${describeType(value)}`);
  }
  const isNegative = number < 0 || Object.is(number, -0);
  const digits = group(unsignedDigits(number, format), format.grouping);
  const sign = isNegative ? '-' : format.sign === '-' ? '' : format.sign;
  if (format.align !== '=') return padText(sign + digits, format);
  return sign + padText(digits, { ...format, width: format.width - sign.length, align: '>' });
}

function unsignedDigits(
  number: bigint | number,
  { type, precision, truncates }: NumberFormat,
): string {
  switch (type) {
    case 'd':
      return wholeOf(number, truncates).toString();
    case 'x':
      return wholeOf(number, false).toString(16);
    case 'X':
      return wholeOf(number, false).toString(16).toUpperCase();
    case 'o':
      return wholeOf(number, false).toString(8);
    case 'b':
      return wholeOf(number, false).toString(2);
    case '%':
      return `${fixed(Math.abs(Number(number)) * 100, precision ?? 6)}%`;
    case 'e':
    case 'E': {
      const [mantissa = '', exponent = ''] = Math.abs(Number(number))
        .toExponential(precision ?? 6)
        .split('e');
      const text = `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
      return type === 'E' ? text.toUpperCase() : text;
    }
    default:
      return fixed(Math.abs(Number(number)), precision ?? 6);
  }
}

function wholeOf(number: bigint | number, truncates: boolean): bigint {
  if (typeof number === 'number') {
    if (!truncates) return fail('template-type', 'an integer is needed to format, not a float');
    if (!Number.isFinite(number)) return fail('template-type', 'infinity is not an integer');
  }
  const whole = typeof number === 'bigint' ? number : BigInt(Math.trunc(number));
  return whole < 0n ? -whole : whole;
}

/** Exact decimal digits, rounded half to even on the exact value, as Python's `f`. */
export function fixed(number: number, digits: number): string {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? 'nan' : 'inf';
  // toFixed rounds the exact binary value; a tie goes up there, and to even in Python
  if (number < 1e21) {
    const text = number.toFixed(digits);
    return isTie(number, digits) ? evenNeighbour(number, digits, text) : text;
  }
  return BigInt(number).toString() + (digits > 0 ? `.${'0'.repeat(digits)}` : '');
}

function isTie(number: number, digits: number): boolean {
  // a binary fraction ends in 5 at digits + 1 only when it is that many halvings deep at most
  if (digits > 20) return false;
  const more = number.toFixed(Math.min(100, digits + 30));
  const tail = more.slice(more.indexOf('.') + 1 + digits);
  return /^50*$/.test(tail);
}

function evenNeighbour(number: number, digits: number, roundedUp: string): string {
  const last = Number(roundedUp.at(-1));
  if (last % 2 === 0) return roundedUp;
  const exact = number.toFixed(Math.min(100, digits + 30));
  const cut = exact.slice(0, exact.indexOf('.') + (digits === 0 ? 0 : 1 + digits));
  return cut;
}

function group(digits: string, separator: string): string {
  if (separator === '') return digits;
  const [whole = '', fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, separator);
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
