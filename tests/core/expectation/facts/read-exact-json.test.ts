import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isExact, readExactJson } from '../../../../src/core/expectation/facts/read-exact-json.ts';

test.each([
  ['{"a": 1.50, "b": [true, null, "1e999"]}', { a: 1.5, b: [true, null, '1e999'] }],
  ['12345678901234567890', '12345678901234567890'],
  ['24.483650766787413', 24.483650766787413],
  ['24.4836507667874131', '24.4836507667874131'],
  ['"say \\"12345678901234567890\\""', 'say "12345678901234567890"'],
  ['-0.10', -0.1],
  ['1000000000000000000000', 1e21],
])('%s is read without losing a digit', (text, value) => {
  expect(readExactJson(text)).toEqual(value);
});

test('every number of JavaScript is exact as it prints itself', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
      expect(isExact(String(number))).toBe(true);
    }),
  );
});

test('any JSON whose numbers JavaScript printed is read as JSON.parse reads it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      expect(readExactJson(text)).toEqual(JSON.parse(text));
    }),
  );
});
