import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRowNumbers } from '../../../src/core/seed/row-numbers.ts';

test('what was added is given back, in its order', () => {
  const distances = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 2 ** 45 })),
    { maxLength: 200 },
  );
  fc.assert(
    fc.property(distances, (given) => {
      const numbers = createRowNumbers();
      const added: number[] = [];
      for (const distance of given) {
        added.push((added.at(-1) ?? 0) + distance);
        numbers.add(added.at(-1) ?? 0);
      }
      expect([...numbers]).toEqual(added);
      expect(numbers.count()).toBe(added.length);
    }),
  );
});

test('it can be gone through while it grows', () => {
  const numbers = createRowNumbers();
  numbers.add(2);
  const held = numbers[Symbol.iterator]();
  expect(held.next().value).toBe(2);
  for (let number = 3; number <= 200; number += 1) numbers.add(number);
  for (let number = 3; number <= 200; number += 1) expect(held.next().value).toBe(number);
  expect(held.next().done).toBe(true);
});

test('a number that is not greater than those before is a mistake of ours', () => {
  const numbers = createRowNumbers();
  numbers.add(5);
  expect(() => numbers.add(5)).toThrow('row 5 comes after row 5');
});
