import { expect, test } from 'vitest';
import { isLosslessChange } from '../../../src/core/seed/column-change.ts';

test.each([
  ['integer', 'integer'],
  ['smallint', 'bigint'],
  ['bigint', 'numeric'],
  ['bigint', 'text'],
  ['numeric(10,2)', 'numeric'],
  ['numeric', 'text'],
  ['date', 'text'],
  ['character varying(3)', 'character varying(5)'],
  ['character varying(3)', 'character varying'],
  ['character varying', 'text'],
])('a column may go from %s to %s', (from, to) => {
  expect(isLosslessChange(from, to)).toBe(true);
});

test.each([
  ['bigint', 'integer'],
  ['numeric', 'bigint'],
  ['numeric', 'numeric(10,2)'],
  ['text', 'bigint'],
  ['boolean', 'text'],
  ['timestamp with time zone', 'text'],
  ['double precision', 'numeric'],
  ['character varying(5)', 'character varying(3)'],
  ['text', 'character varying(3)'],
  ['bigint', 'character varying(30)'],
])('a column may not go from %s to %s', (from, to) => {
  expect(isLosslessChange(from, to)).toBe(false);
});
