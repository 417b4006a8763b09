import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompiledSql, locateInTemplate } from '../../../src/core/sql/compiled-sql.ts';
import { around } from '../../../src/core/sql/statement.ts';

const MODEL = { path: 'models/a.sql', text: 'select {{ columns() }}\nfrom x' };
const MACRO = { path: 'macros/m.sql', text: '{% macro columns() %}a,\n b{% endmacro %}' };

/** `select a,\n b\nfrom x`, of a model and a macro. */
const COMPILED: CompiledSql = {
  sql: 'select a,\n b\nfrom x',
  pieces: [
    { length: 7, source: MODEL, offset: 0, isLiteral: true },
    { length: 5, source: MACRO, offset: 21, isLiteral: true },
    { length: 7, source: MODEL, offset: 22, isLiteral: true },
  ],
};

function placeOf(compiled: CompiledSql, offset: number): string | undefined {
  const found = locateInTemplate(compiled, offset);
  return found && `${found.file}:${found.line}:${found.column}`;
}

test('a character is located in the file that wrote it', () => {
  expect(placeOf(COMPILED, 0)).toBe('models/a.sql:1:1');
  expect(placeOf(COMPILED, COMPILED.sql.indexOf('a,'))).toBe('macros/m.sql:1:22');
  expect(placeOf(COMPILED, COMPILED.sql.indexOf('b'))).toBe('macros/m.sql:2:2');
  expect(placeOf(COMPILED, COMPILED.sql.indexOf('from'))).toBe('models/a.sql:2:1');
});

test('what an expression printed is located at the expression, all of it', () => {
  const printed: CompiledSql = {
    sql: 'select 12345',
    pieces: [
      { length: 7, source: MODEL, offset: 0, isLiteral: true },
      { length: 5, source: MODEL, offset: 10, isLiteral: false },
    ],
  };
  expect([7, 9, 11].map((offset) => placeOf(printed, offset))).toEqual(
    Array(3).fill('models/a.sql:1:11'),
  );
});

test('the end of the SQL is the end of its last piece, and of nothing it is nowhere', () => {
  expect(placeOf(COMPILED, COMPILED.sql.length)).toBe('models/a.sql:2:7');
  expect(locateInTemplate({ sql: '', pieces: [] }, 0)).toBeUndefined();
});

test('text around the SQL of a user leaves known where that begins', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (before, after) => {
      const { sql, origin } = around(before, COMPILED, after);
      expect(sql).toBe(before + COMPILED.sql + after);
      expect(sql.slice(origin?.offset).startsWith(COMPILED.sql)).toBe(true);
    }),
  );
});
