import { expect, test } from 'vitest';
import {
  isNotOfFormat,
  unknownDirective,
} from '../../../../src/core/expectation/shapes/strftime.ts';

test.each([
  ['%c', '%a %b %d %H:%M:%S %Y'],
  ['%x', '%m/%d/%y'],
  ['at %X', 'at %H:%M:%S'],
])('%s stands for its parts in the C locale', (short, long) => {
  expect(unknownDirective(short)).toBeUndefined();
  expect(isNotOfFormat('v', short)).toBe(isNotOfFormat('v', long));
});

test('a percent sign that is written twice begins no directive', () => {
  expect(isNotOfFormat('v', '%%x')).toBe(
    "v is not null and regexp_match(v, '^(?:(?:%)x)$', 'i') is null",
  );
});
