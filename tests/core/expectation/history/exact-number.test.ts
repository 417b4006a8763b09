import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  add,
  compareExact,
  divideBy,
  exact,
  formatExact,
  multiply,
  parseExact,
  subtract,
  toNumber,
} from '../../../../src/core/expectation/history/exact-number.ts';

function parsed(text: string) {
  const value = parseExact(text);
  if (value === undefined) throw new Error(`${text} is no number`);
  return value;
}

test.each([
  ['12345678901234567890123.45', '12345678901234567890123.45'],
  ['12345678901234567890123', '12345678901234567890123'],
  ['-1.50', '-1.5'],
  ['+7', '7'],
  ['0.000', '0'],
  ['1e+20', '100000000000000000000'],
  ['1.5E-7', '0.00000015'],
  ['-0.05', '-0.05'],
  ['1e-300', '1e-300'],
  ['25e-1', '2.5'],
])('%s is shown as %s', (text, shown) => {
  expect(formatExact(parsed(text))).toBe(shown);
});

test.each(['NaN', 'Infinity', '-Infinity', '2024-01-31', '', '1.', '.5', '1e999999999', 'true'])(
  '%j is no finite number',
  (text) => {
    expect(parseExact(text)).toBeUndefined();
  },
);

test('a third is shown with twelve digits', () => {
  expect(formatExact(divideBy(exact(100n), 3))).toBe('33.3333333333');
});

test('every float is read as itself, and given back', () => {
  fc.assert(
    fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (value) => {
      expect(toNumber(parsed(String(value)))).toBe(value === 0 ? 0 : value);
    }),
  );
});

test('what is computed of decimals has no rounding', () => {
  const cents = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
  const text = (value: bigint) => {
    const digits = (value < 0n ? -value : value).toString().padStart(3, '0');
    return `${value < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  };
  fc.assert(
    fc.property(cents, cents, (a, b) => {
      const [x, y] = [parsed(text(a)), parsed(text(b))];
      expect(compareExact(add(x, y), exact(a + b, 100n))).toBe(0);
      expect(compareExact(subtract(x, y), exact(a - b, 100n))).toBe(0);
      expect(compareExact(multiply(x, y), exact(a * b, 10000n))).toBe(0);
      expect(compareExact(x, y)).toBe(a < b ? -1 : a > b ? 1 : 0);
    }),
  );
});
