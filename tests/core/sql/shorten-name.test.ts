import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shortenName } from '../../../src/core/sql/shorten-name.ts';

function bytesOf(name: string): number {
  return new TextEncoder().encode(name).length;
}

test('a name that PostgreSQL keeps whole stays as it is', () => {
  expect(shortenName('orders_pkey')).toBe('orders_pkey');
  expect(shortenName('x'.repeat(63))).toBe('x'.repeat(63));
  expect(shortenName('')).toBe('');
});

test('a longer name ends in a hash of the whole of it', () => {
  expect(shortenName('x'.repeat(64))).toBe(`${'x'.repeat(54)}_7ce10097`);
});

test('names are measured in bytes, and no character is cut in two', () => {
  // 32 characters of two bytes each are one byte too many
  expect(shortenName('é'.repeat(32))).toBe(`${'é'.repeat(27)}_2e5152e6`);
  // 53 bytes, and the next four do not fit into what is left of 54
  const mixed = `${'x'.repeat(53)}😀${'y'.repeat(20)}`;
  expect(shortenName(mixed)).toMatch(/^x{53}_[0-9a-f]{8}$/);
});

const name = fc.string({ unit: 'grapheme', maxLength: 120 });
/** Names that agree for longer than PostgreSQL keeps them. */
const alike = fc
  .tuple(fc.string({ unit: 'grapheme', minLength: 60, maxLength: 90 }), name, name)
  .map(([start, a, b]) => [start + a, start + b] as const);

test('no name has more than 63 bytes', () => {
  fc.assert(
    fc.property(name, (each) => {
      expect(bytesOf(shortenName(each))).toBeLessThanOrEqual(63);
    }),
  );
});

test('two names stay two, however long the part is that they share', () => {
  fc.assert(
    fc.property(fc.oneof(fc.tuple(name, name), alike), ([a, b]) => {
      fc.pre(a !== b);
      expect(shortenName(a)).not.toBe(shortenName(b));
    }),
  );
});

test('a shortened name is short enough to be kept', () => {
  fc.assert(
    fc.property(name, (each) => {
      expect(shortenName(shortenName(each))).toBe(shortenName(each));
    }),
  );
});
