import { expect, test } from 'vitest';
import { mentions } from '../../../src/core/expectation/mentions.ts';

test.each([
  ['max(Email)', true],
  ['sum(n) filter (where "the mail" is null)', true],
  ['emails + n', false],
  ['count(*)', false],
  ['count( * ) / 2', false],
  ['to_json(u.*)', true],
  [{ a: [{ b: 'email' }] }, true],
  [{ email: 'n' }, false],
  [5, false],
])('%j says something of the columns: %s', (value, isSaid) => {
  expect(mentions(value, ['email', 'the mail'])).toBe(isSaid);
});
