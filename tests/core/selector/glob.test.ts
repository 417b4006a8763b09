import fc from 'fast-check';
import { expect, test } from 'vitest';
import { globMatches, hasWildcard, pathGlobMatches } from '../../../src/core/selector/glob.ts';

test.each([
  ['stg_*', 'stg_orders', true],
  ['stg_*', 'int_stg_orders', false],
  ['*', '', true],
  ['or?ers', 'orders', true],
  ['or?ers', 'orers', false],
  ['[a-c]x', 'bx', true],
  ['[!a-c]x', 'bx', false],
  ['[!a-c]x', 'dx', true],
  ['[c-a]x', 'bx', false],
  ['[^x]', '^', true],
  ['a.b', 'a.b', true],
  ['a.b', 'axb', false],
  ['*', 'marts/orders', true],
])('%s on %s: %s', (glob, text, matches) => {
  expect(globMatches(glob, text)).toBe(matches);
});

test.each([
  ['models/*.sql', 'models/a.sql', true],
  ['models/*.sql', 'models/marts/a.sql', false],
  ['models/**/*.sql', 'models/marts/eu/a.sql', true],
  ['models/**/*.sql', 'models/a.sql', true],
  ['models/**', 'models/marts/a.sql', true],
  ['models/?.sql', 'models/a.sql', true],
  ['models?a.sql', 'models/a.sql', false],
])('as a path %s on %s: %s', (glob, path, matches) => {
  expect(pathGlobMatches(glob, path)).toBe(matches);
});

test('a text without wildcards matches itself alone', () => {
  const plain = fc.string().filter((text) => !hasWildcard(text));
  fc.assert(
    fc.property(plain, fc.string(), (glob, text) => {
      expect(globMatches(glob, glob)).toBe(true);
      expect(globMatches(glob, text)).toBe(glob === text);
      expect(pathGlobMatches(glob, text)).toBe(glob === text);
    }),
  );
});

test('every text matches itself, whatever it holds, and none breaks the pattern', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (glob, text) => {
      expect(globMatches(glob, glob)).toBe(true);
      expect(typeof globMatches(glob, text)).toBe('boolean');
    }),
    { numRuns: 1000 },
  );
});
