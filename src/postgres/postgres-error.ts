import { DatabaseError } from 'pg';
import {
  type Diagnostic,
  DiagnosticError,
  diagnostic,
  type Note,
} from '../core/diagnostics/diagnostic.ts';
import { type Location, startOf } from '../core/diagnostics/source-file.ts';
import { locateInTemplate } from '../core/sql/compiled-sql.ts';
import { lexSql } from '../core/sql/lex-sql.ts';
import type { Statement } from '../core/sql/statement.ts';

/** What the driver threw for a statement, as a diagnostic that points into the user's template. */
export function postgresError(error: unknown, statement: Statement): unknown {
  if (error instanceof DatabaseError) {
    const found = isConnectionLoss(error)
      ? lostConnection(error.message)
      : databaseDiagnostic(error, statement);
    return new DiagnosticError([found], error);
  }
  if (isSocketError(error)) return new DiagnosticError([lostConnection(error.message)], error);
  return error;
}

/** The SQLSTATE of an error that a statement rejected with. */
export function sqlState(error: unknown): string | undefined {
  const cause = error instanceof DiagnosticError ? error.cause : error;
  return cause instanceof DatabaseError ? cause.code : undefined;
}

/** Whether an error says that the connection is gone, so that another one may succeed. */
export function isConnectionLoss(error: unknown): boolean {
  const cause = error instanceof DiagnosticError ? error.cause : error;
  if (!(cause instanceof DatabaseError)) return isSocketError(cause);
  // class 08, and the three ways in which an administrator or a crash ends a backend
  return /^(?:08|57P0[1-3]|57P05)/.test(cause.code ?? '') || cause.severity === 'FATAL';
}

function isSocketError(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if ('code' in error && /^(?:ECONN|EPIPE|ETIMEDOUT)/.test(String(error.code))) return true;
  return /^(?:Connection terminated|Client (?:was closed|has encountered a connection error))/.test(
    error.message,
  );
}

function lostConnection(reason: string): Diagnostic {
  return diagnostic('database-connection', `the connection to the database was lost: ${reason}`, {
    hint: 'run the same command again: it goes on where this one stopped',
  });
}

function databaseDiagnostic(error: DatabaseError, statement: Statement): Diagnostic {
  const place = locateError(error, statement);
  const message = place.isTooEarly ? 'the SQL ends before it is complete' : oneLine(error.message);
  return diagnostic('database-error', `${message} (SQLSTATE ${error.code})`, {
    location: place.location,
    notes: [...place.notes, ...notesOf(error)],
    hint: hintOf(error),
  });
}

const DEPENDENT_OBJECTS_STILL_EXIST = '2BP01';

/** PostgreSQL would have what depends on a relation dropped with it, which would lose what asof keeps. */
function hintOf({ code, hint }: DatabaseError): string | undefined {
  if (code === DEPENDENT_OBJECTS_STILL_EXIST) return 'change or drop those first';
  return hint === undefined ? undefined : asHint(hint);
}

interface Place {
  readonly location: Location | undefined;
  readonly notes: readonly Note[];
  /** The user's SQL lacks something that what asof wrote behind it cannot be. */
  readonly isTooEarly?: true;
}

const SYNTAX_ERROR = '42601';

function locateError(error: DatabaseError, { sql, origin }: Statement): Place {
  const position = Number(error.position);
  const at = Number.isInteger(position) ? utf16Offset(sql, position - 1) : undefined;
  if (origin === undefined) return { location: undefined, notes: lineNote(sql, at) };

  const { compiled, offset } = origin;
  const inTemplate = at === undefined ? -1 : at - offset;
  if (inTemplate >= 0 && inTemplate <= compiled.sql.length) {
    return { location: locateToken(origin.compiled, inTemplate), notes: [] };
  }
  if (inTemplate > compiled.sql.length && error.code === SYNTAX_ERROR) {
    const end = compiled.sql.trimEnd().length;
    return { location: locateInTemplate(compiled, end - 1), notes: [], isTooEarly: true };
  }
  const source = compiled.pieces[0]?.source;
  return { location: source && startOf(source.path), notes: lineNote(sql, at) };
}

/** What PostgreSQL quotes of an unclosed string or comment runs to the end of all that was sent. */
function oneLine(message: string): string {
  const [first = '', ...more] = message.split('\n');
  return more.length > 0 && / at or near "/.test(first) ? `${first}"` : message;
}

/** PostgreSQL counts code points, JavaScript UTF-16 units. */
function utf16Offset(sql: string, codePoints: number): number {
  let offset = 0;
  for (let count = 0; count < codePoints && offset < sql.length; count += 1) {
    offset += (sql.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
  }
  return offset;
}

/** The place of the whole token, where all of it is written in one place. */
function locateToken(
  compiled: NonNullable<Statement['origin']>['compiled'],
  offset: number,
): Location | undefined {
  const first = locateInTemplate(compiled, offset);
  const token = lexSql(compiled.sql, offset).next().value;
  if (first === undefined || token?.offset !== offset) return first;
  const length = token.text.length;
  const last = locateInTemplate(compiled, offset + length - 1);
  const isWhole =
    last?.file === first.file &&
    last.line === first.line &&
    last.column === first.column + length - 1;
  return isWhole ? { ...first, length } : first;
}

const MAX_SHOWN = 160;

/** Generated SQL has no file: its line is shown instead. */
function lineNote(sql: string, at: number | undefined): Note[] {
  if (at === undefined) return [];
  const start = sql.lastIndexOf('\n', at - 1) + 1;
  const from = Math.max(start, at - MAX_SHOWN / 2);
  const line = sql.slice(from).split('\n', 1)[0] ?? '';
  return [note(`in the statement that asof made: ${line.slice(0, MAX_SHOWN).trim()}`)];
}

function notesOf(error: DatabaseError): Note[] {
  const notes: Note[] = [];
  if (error.detail !== undefined) notes.push(note(error.detail));
  if (error.internalQuery !== undefined) notes.push(note(`in the query: ${error.internalQuery}`));
  for (const line of error.where?.split('\n') ?? []) notes.push(note(line));
  return notes;
}

function note(message: string): Note {
  return { message, location: undefined };
}

/** `Perhaps you meant to …, or so.` in the house's way of writing. */
function asHint(text: string): string {
  const first = text.slice(0, 1).toLowerCase() + text.slice(1);
  return first.replace(/\.$/, '');
}
