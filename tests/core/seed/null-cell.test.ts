import { expect, test } from 'vitest';
import { nullCheck } from '../../../src/core/seed/null-cell.ts';

test.each<[readonly string[], readonly string[], readonly string[]]>([
  [[''], [''], ['NULL', ' ']],
  [[], [], ['', 'NULL']],
  [
    ['NA', 'NULL'],
    ['NA', 'NULL'],
    ['', 'N', 'NAN', 'na'],
  ],
  [
    ['', '–'],
    ['', '–'],
    ['-', '––'],
  ],
])('null_values %j make NULL of %j', (nullValues, nulls, others) => {
  const isNull = nullCheck(nullValues);
  const check = (text: string): boolean => {
    const bytes = Buffer.from(`x${text}NA`);
    return isNull(bytes, 1, bytes.length - 2);
  };
  expect(nulls.map(check)).toEqual(nulls.map(() => true));
  expect(others.map(check)).toEqual(others.map(() => false));
});
