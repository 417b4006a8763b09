import { asciiText, type CellCheck } from './bytes.ts';
import { isSpecialNumber, scanDecimal } from './decimal.ts';

/**
 * A number that reads back as it is written: of `0.30000000000000004` every digit is kept, of
 * `0.123456789012345678901` not.
 */
export function floatCheck(type: 'real' | 'double precision'): CellCheck {
  // any decimal of so few digits survives, as long as the exponent is far from the ends
  const [safeDigits, safeExponent] = type === 'real' ? [6, 30] : [15, 290];
  const shortest = type === 'real' ? shortestReal : String;

  return (bytes, start, end) => {
    const decimal = scanDecimal(bytes, start, end);
    if (decimal === undefined) return isSpecialNumber(bytes, start, end, true);
    const { digitCount, exponent, first, last } = decimal;
    if (digitCount === 0) return true;
    const magnitude = digitCount + exponent;
    if (digitCount <= safeDigits && Math.abs(magnitude) <= safeExponent) return true;
    if (digitCount > 17) return false;
    const digits = asciiText(bytes, first, last).replace('.', '');
    const value = Number(`${digits}e${exponent}`);
    const stored = type === 'real' ? Math.fround(value) : value;
    if (stored === 0 || !Number.isFinite(stored)) return false;
    return isSameNumber(shortest(stored), digits, exponent);
  };
}

/** The shortest text that reads as this float4, as PostgreSQL prints it. */
function shortestReal(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return text;
  }
  return value.toPrecision(9);
}

function isSameNumber(printed: string, digits: string, exponent: number): boolean {
  const [mantissa = '', power = '0'] = printed.split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = (whole + fraction).replace(/^0+/, '');
  const significant = all.replace(/0+$/, '');
  const scale = Number(power) - fraction.length + (all.length - significant.length);
  return significant === digits && scale === exponent;
}
