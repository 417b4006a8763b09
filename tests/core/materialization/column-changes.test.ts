import { expect, test } from 'vitest';
import {
  alterations,
  columnChanges,
  formatChanges,
  isSame,
} from '../../../src/core/materialization/column-changes.ts';
import { columns } from './model-build.ts';

const EXISTING = columns('id integer', 'old_plan text', 'fee integer');
const CHANGES = columnChanges(EXISTING, columns('fee numeric', 'plan text', 'id integer'));

test('columns are added, missing and retyped; their order is no change', () => {
  expect(CHANGES).toEqual({
    added: [{ name: 'plan', type: 'text' }],
    missing: [{ name: 'old_plan', type: 'text' }],
    retyped: [{ name: 'fee', from: 'integer', to: 'numeric' }],
  });
  expect(isSame(CHANGES)).toBe(false);
  expect(isSame(columnChanges(EXISTING, [...EXISTING].reverse()))).toBe(true);
});

test('people read one line a difference', () => {
  expect(formatChanges(CHANGES)).toEqual([
    '+ plan text',
    '- old_plan text',
    '~ fee integer → numeric',
  ]);
});

const ADDED = columnChanges(columns('id integer'), columns('id integer', 'a"b text'));
const SAME = columnChanges(EXISTING, EXISTING);

test.each([
  ['fail', undefined, undefined, []],
  ['append_new_columns', undefined, ['add column "a""b" text'], []],
  [
    'sync_all_columns',
    [
      'add column "plan" text',
      'drop column "old_plan"',
      'alter column "fee" type numeric using "fee"::numeric',
    ],
    ['add column "a""b" text'],
    [],
  ],
  ['ignore', [], [], []],
] as const)('%s allows what it says', (setting, ofAll, ofAdded, ofNone) => {
  expect(alterations(CHANGES, setting)).toEqual(ofAll);
  expect(alterations(ADDED, setting)).toEqual(ofAdded);
  expect(alterations(SAME, setting)).toEqual(ofNone);
});
