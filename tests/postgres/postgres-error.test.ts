import { DatabaseError } from 'pg';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import type { CompiledSql } from '../../src/core/sql/compiled-sql.ts';
import { around } from '../../src/core/sql/statement.ts';
import { postgresError, sqlState } from '../../src/postgres/postgres-error.ts';
import type { Session } from '../../src/postgres/session.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase();

function literal(text: string, sql = text): CompiledSql {
  const source = { path: 'models/a.sql', text };
  return {
    sql,
    pieces: [{ length: sql.length, source, offset: text.indexOf(sql), isLiteral: true }],
  };
}

async function diagnosticOf(work: (session: Session) => Promise<unknown>): Promise<unknown> {
  const error = await database.sessions.use(work).catch((thrown: unknown) => thrown);
  if (!(error instanceof DiagnosticError)) throw error;
  return error.diagnostics[0];
}

test('an error points at the token in the template', async () => {
  const compiled = literal(
    '{{ config() }}\nselect 1 as a,\n  custmer_id\n',
    'select 1 as a,\n  custmer_id\n',
  );
  expect(await diagnosticOf((session) => session.query(around('', compiled)))).toEqual({
    code: 'database-error',
    severity: 'error',
    message: 'column "custmer_id" does not exist (SQLSTATE 42703)',
    location: { file: 'models/a.sql', line: 3, column: 3, length: 10 },
    notes: [],
    hint: undefined,
  });
});

test('positions are right behind multi-byte and astral characters and after a prefix', async () => {
  const compiled = literal("select '𝒳é漢🎉' as \"🎉\", '😀' || nope as b");
  const wrapped = around('/* 🎉🎉🎉 */ create temp table t as\n', compiled, '\n-- end');
  expect(await diagnosticOf((session) => session.query(wrapped))).toMatchObject({
    location: {
      file: 'models/a.sql',
      line: 1,
      column: compiled.sql.indexOf('nope') + 1,
      length: 4,
    },
  });
});

test('an error in what a template expression printed points at the expression', async () => {
  const source = { path: 'models/a.sql', text: 'select {{ x }} as a' };
  const compiled: CompiledSql = {
    sql: 'select nope as a',
    pieces: [
      { length: 7, source, offset: 0, isLiteral: true },
      { length: 4, source, offset: 7, isLiteral: false },
      { length: 5, source, offset: 14, isLiteral: true },
    ],
  };
  expect(await diagnosticOf((session) => session.query(around('', compiled)))).toMatchObject({
    location: { file: 'models/a.sql', line: 1, column: 8, length: 1 },
  });
});

test('an error in the SQL around the template names the file and shows the line', async () => {
  const statement = around('select no_column from (\n', literal('select 1 as a'), '\n) as q');
  expect(await diagnosticOf((session) => session.query(statement))).toMatchObject({
    message: 'column "no_column" does not exist (SQLSTATE 42703)',
    location: { file: 'models/a.sql', line: 1, column: 1 },
    notes: [{ message: 'in the statement that asof made: select no_column from (' }],
  });
});

test('an error while rows are computed names the file', async () => {
  const statement = around('', literal('select 1 / (n - 1) as a from generate_series(1, 2) as n'));
  expect(await diagnosticOf((session) => session.query(statement))).toMatchObject({
    message: 'division by zero (SQLSTATE 22012)',
    location: { file: 'models/a.sql', line: 1, column: 1 },
  });
});

test('what depends on a relation is named, and never told to be dropped by cascade', async () => {
  expect(
    await diagnosticOf(async (session) => {
      await session.query('create temporary view below as select 1 as a');
      await session.query('create temporary view above as select a from below');
      await session.query('drop view below');
    }),
  ).toMatchObject({
    message: 'cannot drop view below because other objects depend on it (SQLSTATE 2BP01)',
    notes: [{ message: 'view above depends on view below' }],
    hint: 'change or drop those first',
  });
});

test('details, context and the query inside a function become notes, the hint a hint', async () => {
  const made = `create table public.t (a int unique);
insert into public.t values (1);
create function public.f() returns void language plpgsql as $$ begin insert into t values (1); end $$;`;
  expect(
    await diagnosticOf(async (session) => {
      await session.query(made);
      await session.query('select public.f()');
    }),
  ).toMatchObject({
    message: 'duplicate key value violates unique constraint "t_a_key" (SQLSTATE 23505)',
    notes: [
      { message: 'Key (a)=(1) already exists.' },
      { message: 'SQL statement "insert into t values (1)"' },
      { message: 'PL/pgSQL function f() line 1 at SQL statement' },
    ],
  });
  expect(
    await diagnosticOf((session) =>
      session.query('select customer from (select 1 as custmer) as c'),
    ),
  ).toMatchObject({ hint: 'perhaps you meant to reference the column "c.custmer"' });
});

test('the SQLSTATE of an error can be told apart', async () => {
  const error = await database.sessions
    .use((session) => session.query('select 1 / 0'))
    .catch((thrown: unknown) => thrown);
  expect(sqlState(error)).toBe('22012');
  expect(sqlState(new Error('other'))).toBeUndefined();
});

test('an ended backend is a lost connection', () => {
  const error = new DatabaseError(
    'terminating connection due to administrator command',
    0,
    'error',
  );
  error.code = '57P01';
  expect(postgresError(error, { sql: 'select 1' })).toMatchObject({
    diagnostics: [{ code: 'database-connection' }],
  });
});
