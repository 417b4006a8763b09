/** A rational number, in lowest terms or not: sums of money and counts of rows keep every digit. */
export interface ExactNumber {
  readonly numerator: bigint;
  /** Above 0. */
  readonly denominator: bigint;
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** More digits than PostgreSQL's numbers have. */
const MAX_EXPONENT = 200_000;

/** `-1.50` or `1e+20`; undefined for what is no finite number. */
export function parseExact(text: string): ExactNumber | undefined {
  const [, sign, whole = '', fraction = '', exponent = '0'] = DECIMAL.exec(text) ?? [];
  if (sign === undefined || Math.abs(Number(exponent)) > MAX_EXPONENT) return undefined;
  const digits = BigInt(whole + fraction) * (sign === '-' ? -1n : 1n);
  const power = Number(exponent) - fraction.length;
  return power >= 0 ? exact(digits * 10n ** BigInt(power)) : exact(digits, 10n ** BigInt(-power));
}

export function exact(numerator: bigint, denominator = 1n): ExactNumber {
  return { numerator, denominator };
}

export function add(a: ExactNumber, b: ExactNumber): ExactNumber {
  return exact(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
  );
}

export function negate({ numerator, denominator }: ExactNumber): ExactNumber {
  return exact(-numerator, denominator);
}

export function subtract(a: ExactNumber, b: ExactNumber): ExactNumber {
  return add(a, negate(b));
}

export function multiply(a: ExactNumber, b: ExactNumber): ExactNumber {
  return exact(a.numerator * b.numerator, a.denominator * b.denominator);
}

export function absolute(a: ExactNumber): ExactNumber {
  return a.numerator < 0n ? negate(a) : a;
}

/** Below 0, 0, or above 0, as `sort` wants it. */
export function compareExact(a: ExactNumber, b: ExactNumber): number {
  const left = a.numerator * b.denominator;
  const right = b.numerator * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

export function sum(values: readonly ExactNumber[]): ExactNumber {
  return values.reduce(add, exact(0n));
}

export function divideBy({ numerator, denominator }: ExactNumber, count: number): ExactNumber {
  return exact(numerator, denominator * BigInt(count));
}

/** The nearest float. */
export function toNumber({ numerator, denominator }: ExactNumber): number {
  if (numerator < 0n) return -toNumber(exact(-numerator, denominator));
  const places = SIGNIFICANT + digitsOf(denominator) - digitsOf(numerator);
  const scaled =
    places >= 0
      ? (numerator * 10n ** BigInt(places)) / denominator
      : numerator / (denominator * 10n ** BigInt(-places));
  return Number(`${scaled}e${-places}`);
}

/** More digits than a float holds. */
const SIGNIFICANT = 25;

function digitsOf(value: bigint): number {
  return value.toString().length;
}

/** A decimal with every digit, what has no end with twelve that mean something. */
export function formatExact(value: ExactNumber): string {
  const { numerator, denominator } = value;
  const scaled = numerator * 10n ** BigInt(MAX_FRACTION);
  if (scaled % denominator !== 0n) return String(Number(toNumber(value).toPrecision(12)));
  const digits = absolute(exact(scaled / denominator)).numerator.toString();
  const padded = digits.padStart(MAX_FRACTION + 1, '0');
  const fraction = padded.slice(-MAX_FRACTION).replace(/0+$/, '');
  const whole = `${numerator < 0n ? '-' : ''}${padded.slice(0, -MAX_FRACTION)}`;
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

const MAX_FRACTION = 20;
