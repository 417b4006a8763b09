import { expect, test } from 'vitest';
import type { BadRow } from '../../../src/core/seed/bad-row.ts';
import { createCsvSplitter } from '../../../src/core/seed/csv-splitter.ts';
import { cellGrammar } from '../../../src/core/seed/grammar/cell-grammar.ts';
import { createInference } from '../../../src/core/seed/infer-columns.ts';
import { nullCheck } from '../../../src/core/seed/null-cell.ts';
import { type WatchedColumn, watchRows } from '../../../src/core/seed/watch-rows.ts';

function watch(content: string, columns: readonly WatchedColumn[]) {
  const bad: BadRow[] = [];
  const rows = watchRows({
    file: 'x.csv',
    columns,
    isNull: nullCheck(['']),
    onBadRow: (row) => bad.push(row),
  });
  const splitter = createCsvSplitter({ delimiter: 0x2c, firstLine: 2 }, rows.onRow);
  splitter.push(Buffer.from(content));
  splitter.end();
  return { bad, rowCount: rows.rowCount(), hasMisfit: rows.hasMisfit() };
}

const integer = { name: 'n', isKey: false, type: cellGrammar('integer') };
const json = { name: 'j', isKey: false, type: cellGrammar('json') };

test('a cell in quotes is held against its type as it means, not as it is written', () => {
  expect(watch('1,"{""a"": ""b""}"\n', [integer, json]).bad).toEqual([]);
  expect(watch('1,"{""a"": ""b}"\n', [integer, json]).bad).toMatchObject([
    { message: '"j" must be JSON, not "{"a": "b}"', location: { line: 2, column: 3, length: 14 } },
  ]);
});

test('several bad cells of a row are one bad row, with the others as notes', () => {
  const { bad, rowCount } = watch('1,{}\nx,y\n2,[]\n', [integer, json]);
  expect(rowCount).toBe(3);
  expect(bad).toHaveLength(1);
  expect(bad[0]?.notes).toEqual([
    {
      message: '"j" must be JSON, not "y"',
      location: { file: 'x.csv', line: 3, column: 3, length: 1 },
    },
  ]);
});

test('a long value is shown cut', () => {
  const { bad } = watch(`${'9'.repeat(100)},\n`, [integer, json]);
  expect(bad[0]?.message.endsWith(`not "${'9'.repeat(80)}…"`)).toBe(true);
});

test('a bare empty cell is NULL, and no value that a type could refuse', () => {
  expect(watch(',\n', [integer, json]).bad).toEqual([]);
  expect(watch('"",\n', [integer, json]).bad).toHaveLength(1);
});

test('a cell that does not fit an inferred type widens it, and is no bad row', () => {
  const type = createInference('bigint');
  const column = { name: 'n', isKey: false, type };
  expect(watch('1\n"1.5"\n', [column])).toEqual({ bad: [], rowCount: 2, hasMisfit: true });
  expect(type.type).toBe('numeric');
});
