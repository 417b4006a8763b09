import { expect, test } from 'vitest';
import { plainName } from '../../../src/core/sql/plain-name.ts';

test.each([
  ['amount', 'amount'],
  ['_n1$', '_n1$'],
  ['Total', '"Total"'],
  ['total amount', '"total amount"'],
  ['1st', '"1st"'],
  ['größe', '"größe"'],
  ['a"b', '"a""b"'],
  ['user', '"user"'],
  ['order', '"order"'],
  ['', '""'],
])('%s is written %s', (name, written) => {
  expect(plainName(name)).toBe(written);
});
