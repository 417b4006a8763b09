import { expect, test } from 'vitest';
import { pairColumns } from '../../../src/core/comparison/pair-columns.ts';

const column = (text: string) => {
  const [name = '', ...type] = text.split(' ');
  return { name, type: type.join(' ') };
};

test('columns are paired by name; the others are added or removed, and hidden ones neither', () => {
  const from = ['as_of date', 'b text', 'id integer', 'a integer', 'old text'].map(column);
  const to = ['new text', 'id integer', 'a text', 'b text', 'day integer'].map(column);
  expect(pairColumns(from, to, { key: ['id'], hidden: new Set(['as_of', 'day']) })).toEqual({
    key: [{ name: 'id', fromType: 'integer', toType: 'integer', comparedAs: 'value' }],
    values: [
      { name: 'b', fromType: 'text', toType: 'text', comparedAs: 'value' },
      { name: 'a', fromType: 'integer', toType: 'text', comparedAs: 'text' },
    ],
    added: ['new'],
    removed: ['old'],
  });
});

test.each([
  ['numeric(10,2)', 'numeric', 'value'],
  ['numeric(10,2)[]', 'numeric(12,3)[]', 'value'],
  ['timestamp(3) without time zone', 'timestamp without time zone', 'value'],
  ['timestamp without time zone', 'timestamp with time zone', 'text'],
  ['character(3)', 'character varying(3)', 'text'],
  ['"of(1)"', '"of(2)"', 'text'],
])('%s and %s are compared as %s', (fromType, toType, comparedAs) => {
  const paired = pairColumns([{ name: 'a', type: fromType }], [{ name: 'a', type: toType }], {
    key: [],
    hidden: new Set(),
  });
  expect(paired.values).toEqual([{ name: 'a', fromType, toType, comparedAs }]);
});
