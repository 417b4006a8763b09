import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { parseSelector } from '../../../src/core/selector/parse-selector.ts';

test('a criterion is read with its method, its depths and its place', () => {
  const problems = new Problems();
  expect(parseSelector('a 2+tag:x,b+', problems)?.union).toEqual([
    [
      {
        method: 'name',
        value: 'a',
        ancestors: 0,
        descendants: 0,
        isBuildable: false,
        text: 'a',
        location: { file: '--select', line: 1, column: 1, length: 1 },
      },
    ],
    [
      {
        method: 'tag',
        value: 'x',
        ancestors: 2,
        descendants: 0,
        isBuildable: false,
        text: '2+tag:x',
        location: { file: '--select', line: 1, column: 3, length: 7 },
      },
      {
        method: 'name',
        value: 'b',
        ancestors: 0,
        descendants: 'all',
        isBuildable: false,
        text: 'b+',
        location: { file: '--select', line: 1, column: 11, length: 2 },
      },
    ],
  ]);
  expect(problems.all).toEqual([]);
});

test.each([
  [
    'a,',
    3,
    'there is nothing on one side of a comma',
    'write a comma only between two selectors, without spaces',
  ],
  [
    'b a+b',
    3,
    '"a+b" is not a selector',
    'write a name, "tag:…" or "path:…", with "+" or "n+" before or after it to reach along the graph',
  ],
  ['@a+', 1, '"@a+" has both "@" and "+"', '"@" already takes all descendants and what they need'],
  ['tags:x', 1, 'there is no selector method "tags"', 'did you mean "tag"?'],
])('%s is refused at column %d', (text, column, message, hint) => {
  const problems = new Problems();
  expect(parseSelector(text, problems, '--exclude')).toBeUndefined();
  expect(problems.all).toMatchObject([
    { code: 'selector-syntax', message, hint, location: { file: '--exclude', line: 1, column } },
  ]);
});

test('everything that is wrong is reported at once', () => {
  const problems = new Problems();
  parseSelector('a+b c+d', problems);
  expect(problems.all.map(({ message }) => message)).toEqual([
    '"a+b" is not a selector',
    '"c+d" is not a selector',
  ]);
});

test('an empty selector is refused', () => {
  const problems = new Problems();
  parseSelector('  ', problems);
  expect(problems.all).toMatchObject([
    { code: 'selector-syntax', message: '--select is given nothing to select' },
  ]);
});

test('any text is either read or refused with a place inside it', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab+@:,*[ 2.') }), (text) => {
      const problems = new Problems();
      const selector = parseSelector(text, problems);
      expect(selector === undefined).toBe(problems.errorCount > 0);
      for (const { location } of problems.all) {
        expect((location?.column ?? 1) - 1).toBeLessThanOrEqual(text.length);
      }
      for (const { text: written, location } of selector?.union.flat() ?? []) {
        expect(text.slice(location.column - 1, location.column - 1 + location.length)).toBe(
          written,
        );
      }
    }),
  );
});
