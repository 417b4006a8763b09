import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createRunId } from '../../src/journal/run-id.ts';

const MAX_TIME = 2 ** 48 - 1;
const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

test('ids sort by time', () => {
  fc.assert(
    fc.property(fc.nat(MAX_TIME), fc.nat(MAX_TIME), random, random, (a, b, x, y) => {
      fc.pre(a < b);
      expect(createRunId(a, x) < createRunId(b, y)).toBe(true);
    }),
  );
});

test('an id has 26 characters that cannot be misread, and another random another id', () => {
  const id = createRunId(Date.UTC(2024, 0, 31), new Uint8Array(16).fill(31));
  expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(id).toBe('01HNED1F00ZZZZZZZZZZZZZZZZ');
  expect(createRunId(Date.UTC(2024, 0, 31), new Uint8Array(16))).not.toBe(id);
});
