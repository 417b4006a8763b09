import { expect, test } from 'vitest';
import type { BadRow } from '../../../src/core/seed/bad-row.ts';
import { createCsvSplitter } from '../../../src/core/seed/csv/csv-splitter.ts';
import { cellGrammar } from '../../../src/core/seed/grammar/cell-grammar.ts';
import { createInference } from '../../../src/core/seed/infer-columns.ts';
import { nullCheck } from '../../../src/core/seed/null-cell.ts';
import { createRowEdits } from '../../../src/core/seed/row-edits.ts';
import { type WatchedColumn, watchRows } from '../../../src/core/seed/watch-rows.ts';
import { dialect } from '../../support/seed-settings.ts';

function watch(content: string, columns: readonly WatchedColumn[]) {
  const bad: BadRow[] = [];
  const edits = createRowEdits();
  const rows = watchRows({
    file: 'x.csv',
    columns,
    edits,
    onBadRow(found, row) {
      bad.push(found);
      edits.drop(row.start, row.next);
    },
  });
  const splitter = createCsvSplitter(
    { dialect: dialect({ comment: '#' }), firstLine: 2, onComment: edits.drop },
    rows.onRow,
  );
  const sent = [edits.apply(splitter.push(Buffer.from(content)))];
  sent.push(edits.apply(splitter.end()));
  return {
    bad,
    rowCount: rows.rowCount(),
    hasMisfit: rows.hasMisfit(),
    sent: Buffer.concat(sent).toString(),
  };
}

function column(
  name: string,
  type: WatchedColumn['type'],
  { nulls = [''], notNull }: { nulls?: string[]; notNull?: 'key' | 'declared' } = {},
): WatchedColumn {
  return { name, notNull, isNull: nullCheck(nulls), type };
}

const text = cellGrammar('text');
const integer = column('n', cellGrammar('integer'));
const json = column('j', cellGrammar('json'));

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
  expect(watch('1\n"1.5"\n', [column('n', type)])).toMatchObject({
    bad: [],
    rowCount: 2,
    hasMisfit: true,
  });
  expect(type.type).toBe('numeric');
});

test('rows go on byte by byte where nothing has to be said otherwise', () => {
  const content = '1,"{""a"": 1}"\r\n,\r\n3,[]';
  expect(watch(content, [integer, json]).sent).toBe(content);
});

test('every spelling of NULL is sent as the empty cell, and an empty cell that is none in quotes', () => {
  const columns = [
    column('a', text, { nulls: ['NA', '-'] }),
    column('b', text),
    column('c', text, { nulls: ['', 'NA'] }),
  ];
  expect(watch('NA,NA,NA\n,,\n-,"","NA"\n', columns).sent).toBe(',NA,\n"",,\n,"","NA"\n');
});

test('a NULL that must not be is a bad row, whatever its spelling', () => {
  const columns = [
    column('id', text, { nulls: ['NA'], notNull: 'key' }),
    column('n', text, { notNull: 'declared' }),
  ];
  const { bad, sent } = watch('NA,1\n2,\n3,x\n', columns);
  expect(bad).toMatchObject([
    { code: 'seed-unique-key', message: '"id" is part of the unique key and must not be NULL' },
    { code: 'seed-bad-row', message: '"n" must not be NULL' },
  ]);
  expect(sent).toBe('3,x\n');
});

test('cells of columns that are left out are cut with one delimiter each', () => {
  const keep = (name: string) => column(name, text);
  const leave = (name: string) => column(name, 'ignored');
  const content = '1,"2,2",3,4\n"x",,y,\n';
  expect(watch(content, [keep('a'), leave('b'), keep('c'), leave('d')]).sent).toBe('1,3\n"x",y\n');
  expect(watch(content, [leave('a'), leave('b'), keep('c'), keep('d')]).sent).toBe('3,4\ny,\n');
  expect(watch(content, [keep('a'), keep('b'), leave('c'), leave('d')]).sent).toBe(
    '1,"2,2"\n"x",\n',
  );
});

test('what is left of a row never is what PostgreSQL takes for the end of the data', () => {
  const columns = [column('a', text), column('b', 'ignored')];
  expect(watch('\\.,1\n', columns).sent).toBe('"\\."\n');
});

test('comments and bad rows are left out of what is sent, with all that was to be edited in them', () => {
  const columns = [column('a', text, { nulls: ['NA'] }), integer];
  const { sent, bad } = watch('# one\nNA,1\n#\nNA,x\nNA,2\n#', columns);
  expect(sent).toBe(',1\n,2\n');
  expect(bad).toMatchObject([{ location: { line: 5, column: 4 }, column: 'n', value: 'x' }]);
});
