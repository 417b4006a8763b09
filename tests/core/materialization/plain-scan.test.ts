import { expect, test } from 'vitest';
import { isPlainScan } from '../../../src/core/materialization/plain-scan.ts';

const written = { schema: 'public', name: 'live' };
const scan = (changes: Readonly<Record<string, string | readonly string[]>> = {}) => [
  {
    Plan: {
      'Node Type': 'Seq Scan',
      Schema: 'raw',
      'Relation Name': 'users',
      Output: ['users.user_id', 'users."signup date"', 'NULL::boolean', "'x'::text"],
      ...changes,
    },
  },
];

test('columns and constants of all rows of one table are a plain scan', () => {
  expect(isPlainScan(scan(), { written })).toBe(true);
});

test('so are those of the partition of one as_of', () => {
  const Filter = "(raw_users.as_of = '2024-01-31'::date)";
  expect(isPlainScan(scan({ Filter }), { written })).toBe(true);
});

test('what leaves rows out is none: all others would be read again for nothing', () => {
  expect(isPlainScan(scan({ Filter: '(users.id > 5)' }), { written })).toBe(false);
});

test('what is computed is none: it may be dear, may fail, or may differ the next time', () => {
  for (const output of ['random()', '(users.a + 1)', '(users.a)::integer', 'upper(users.a)']) {
    expect(isPlainScan(scan({ Output: [output] }), { written })).toBe(false);
  }
});

test('a scan of the table that is written is none', () => {
  const own = scan({ Schema: 'public', 'Relation Name': 'live' });
  expect(isPlainScan(own, { written })).toBe(false);
});

test('a plan of any other shape is none', () => {
  expect(isPlainScan(scan({ 'Node Type': 'Hash Join' }), { written })).toBe(false);
  expect(isPlainScan(scan({ Plans: [] }), { written })).toBe(false);
  expect(isPlainScan([], { written })).toBe(false);
  expect(isPlainScan(null, { written })).toBe(false);
});
