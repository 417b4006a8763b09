import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineSlices } from '../../../../src/core/seed/csv/line-slices.ts';

const slicesOf = (text: string, maxBytes: number): string[] =>
  [...lineSlices(Buffer.from(text, 'latin1'), maxBytes)].map((slice) =>
    Buffer.from(slice).toString('latin1'),
  );

test('text is cut behind the last line end of what a slice has room for', () => {
  expect(slicesOf('ab\ncd\nef\ngh', 7)).toEqual(['ab\ncd\n', 'ef\n', 'gh']);
  expect(slicesOf('ab\ncd\n', 3)).toEqual(['ab\n', 'cd\n']);
});

test('a line that no slice has room for is cut anywhere', () => {
  expect(slicesOf('abcdef\ng\n', 4)).toEqual(['abcd', 'ef\n', 'g\n']);
  expect(slicesOf('', 4)).toEqual([]);
});

test('the slices are the text, none is too long, and only the last or a long line’s ends within a line', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '\n', '"', ','), maxLength: 200 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 40 }), (whole, maxBytes) => {
      const slices = slicesOf(whole, maxBytes);
      expect(slices.join('')).toBe(whole);
      for (const [index, slice] of slices.entries()) {
        expect(slice.length).toBeGreaterThan(0);
        expect(slice.length).toBeLessThanOrEqual(maxBytes);
        const isLast = index === slices.length - 1;
        if (isLast || slice.endsWith('\n')) continue;
        expect(slice).toHaveLength(maxBytes);
        expect(slice).not.toContain('\n');
      }
    }),
  );
});
