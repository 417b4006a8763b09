import { expect, test } from 'vitest';
import { isSameText } from '../../../src/core/comparison/same-text.ts';

const value = (fromType: string) => ({ fromType, comparedAs: 'value' as const });

test.each([
  ['numeric(10,2)', '1.50', '1.5', true],
  ['numeric', '100', '1', false],
  ['numeric', '10.0', '10', true],
  ['numeric', '0.00', '0', true],
  ['numeric', '-1.10', '1.1', false],
  ['numeric', 'NaN', 'NaN', true],
  ['numeric[]', '{1.50,NULL}', '{1.5,NULL}', true],
  ['double precision', '-0', '0', true],
  ['double precision', '1e+20', '1e+21', false],
  ['numrange', '[1.50,2.0)', '[1.5,2)', true],
  ['jsonb', '{"1.50": 1.50, "a": "1.50"}', '{"1.50": 1.5, "a": "1.50"}', true],
  ['jsonb', '{"a": "1.50"}', '{"a": "1.5"}', false],
  ['jsonb', '{"a": "\\"", "b": 2.0}', '{"a": "\\"", "b": 2}', true],
  ['text', '1.50', '1.5', false],
])('of %s, whether %s is %s is %s', (type, from, to, isSame) => {
  expect(isSameText(value(type), from, to)).toBe(isSame);
  expect(isSameText(value(type), to, from)).toBe(isSame);
});

test('NULL is NULL and nothing else, and values of two types are as they are written', () => {
  expect(isSameText(value('text'), undefined, undefined)).toBe(true);
  expect(isSameText(value('text'), '', undefined)).toBe(false);
  expect(isSameText(value('numeric'), undefined, '0')).toBe(false);
  expect(isSameText({ fromType: 'numeric', comparedAs: 'text' }, '1.50', '1.5')).toBe(false);
});
