import { expect, test } from 'vitest';
import { parseLimit } from '../../../../src/core/expectation/declaration/parse-limit.ts';

test.each([
  ['>10', { operator: '>', amount: 10, isPercent: false }],
  [' >= 0.5 % ', { operator: '>=', amount: 0.5, isPercent: true }],
  ['== 3', { operator: '=', amount: 3, isPercent: false }],
  ['<> 0', { operator: '!=', amount: 0, isPercent: false }],
  ['!=0', { operator: '!=', amount: 0, isPercent: false }],
  ['10', undefined],
  ['> -1', undefined],
  ['> 10 rows', undefined],
  ['between 1 and 2', undefined],
])('%j is the limit %j', (text, limit) => {
  expect(parseLimit(text)).toEqual(limit);
});
