import { expect, test } from 'vitest';
import { resolveColumns } from '../../../src/core/materialization/resolve-columns.ts';
import type { DeclaredColumn } from '../../../src/core/sql/declared-column.ts';
import { columns } from './model-build.ts';

function declared(name: string, type: string | undefined, line: number): DeclaredColumn {
  return {
    name,
    type,
    description: undefined,
    since: undefined,
    nullValues: undefined,
    isPersonal: false,
    location: { file: 'models/m.yml', line, column: 9, length: name.length },
  };
}

function resolve(selected: readonly string[], wanted: Readonly<Record<string, string>>) {
  const list = Object.entries(wanted).map(([name, type], at) => declared(name, type, at + 1));
  return resolveColumns(columns(...selected), list, new Map(Object.entries(wanted)));
}

test('columns are those of the select, in its order, with the declared types', () => {
  expect(resolve(['n integer', 'id smallint', 'x text'], { id: 'bigint' })).toEqual({
    columns: columns('n integer', 'id bigint', 'x text'),
    problems: [],
  });
});

test('a column that the select lacks is told with what it could have been', () => {
  expect(resolve(['user_id integer'], { usr_id: 'integer' }).problems).toEqual([
    {
      code: 'model-columns-changed',
      severity: 'error',
      message: 'the select has no column "usr_id"',
      location: { file: 'models/m.yml', line: 1, column: 9, length: 6 },
      notes: [],
      hint: 'did you mean "user_id"?',
    },
  ]);
});

test.each([
  ['smallint', 'bigint'],
  ['integer', 'numeric'],
  ['bigint', 'numeric'],
  ['real', 'double precision'],
  ['numeric(10,2)', 'numeric'],
  ['character varying(20)', 'text'],
  ['character varying(20)', 'character varying'],
  ['text', 'character varying'],
  ['name', 'text'],
  ['jsonb', 'jsonb'],
])('every %s is a %s', (from, to) => {
  expect(resolve([`v ${from}`], { v: to }).problems).toEqual([]);
});

test.each([
  ['bigint', 'integer'],
  ['numeric', 'integer'],
  ['numeric(10,2)', 'numeric(10,1)'],
  ['double precision', 'numeric'],
  ['double precision', 'real'],
  ['text', 'character varying(20)'],
  ['timestamp with time zone', 'date'],
  ['text', 'integer'],
  ['integer', 'text'],
])('a %s that is declared as %s would lose something, and says so', (from, to) => {
  const { problems } = resolve([`v ${from}`], { v: to });
  expect(problems.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    [
      'model-column-type',
      `"v" must be ${to}, and the select gives ${from}`,
      `cast it in the select (v::${to}), where rounding or cutting is meant`,
    ],
  ]);
});
