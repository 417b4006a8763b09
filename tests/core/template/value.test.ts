import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fromJson,
  hostFunction,
  listOf,
  mapOf,
  toJson,
  toText,
  tupleOf,
  type Value,
} from '../../../src/core/template/value.ts';

const PRINTED: readonly (readonly [string, Value])[] = [
  ['None', null],
  ['True', true],
  ['1', 1n],
  ['1.0', 1],
  ['0.1', 0.1],
  ['-0.0', -0],
  ['1e+16', 1e16],
  ['123456789012345.0', 123456789012345],
  ['1e-05', 1e-5],
  ['0.0001', 0.0001],
  ['1.5e+300', 1.5e300],
  ["it's", "it's"],
  [`["it's", 'a"b\\'c', '\\n\\x00é\\u2028']`, listOf(["it's", 'a"b\'c', '\n\x00é\u2028'])],
  ['(1,)', tupleOf([1n])],
  ['()', tupleOf([])],
  ["{'a': [1, None]}", mapOf([['a', listOf([1n, null])]])],
];

for (const [printed, value] of PRINTED) {
  test(`${printed} is printed as Python prints it`, () => {
    expect(toText(value)).toBe(printed);
  });
}

test('JSON comes back as it went in', () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      const plain = JSON.parse(text.replaceAll('-0', '0'));
      expect(toJson(fromJson(plain))).toEqual(plain);
    }),
  );
});

test('an integer that JSON cannot hold exactly is a string, and what JSON cannot hold is nothing', () => {
  expect(toJson(9007199254740993n)).toBe('9007199254740993');
  expect(toJson(listOf([1n, hostFunction('f', () => null)]))).toBeUndefined();
  expect(toJson(Number.POSITIVE_INFINITY)).toBeUndefined();
});

test('equal keys of a map are one key, with the type that was there first', () => {
  expect(
    toText(
      mapOf([
        [1n, 'a'],
        [1, 'b'],
        [true, 'c'],
        ['1', 'd'],
      ]),
    ),
  ).toBe("{True: 'c', '1': 'd'}");
});
