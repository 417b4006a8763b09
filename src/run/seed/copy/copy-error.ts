import { DiagnosticError } from '../../../core/diagnostics/diagnostic.ts';
import { startOf } from '../../../core/diagnostics/source-file.ts';
import {
  type BadRow,
  badRowDiagnostic,
  cellLocation,
  shownCell,
} from '../../../core/seed/bad-row.ts';
import { type CsvRow, cellText } from '../../../core/seed/csv/csv-row.ts';
import { sqlState } from '../../../postgres/postgres-error.ts';
import type { HeadedFile } from '../columns/read-columns.ts';
import { rescanSeedFile } from '../file/rescan.ts';

export interface RefusedFile {
  /** Absolute. */
  readonly path: string;
  readonly headed: HeadedFile;
  /** Whether rows or cells of the file were not sent: the server's lines are not the file's then. */
  readonly isSentInPart: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What COPY refused, at its place in the file: the cells of types whose grammar only PostgreSQL
 * knows. Names the file alone where it cannot be told which row it is, and answers the error as it
 * is where it says nothing of rows.
 */
export async function explainCopyError(
  error: unknown,
  { path, headed, isSentInPart, signal }: RefusedFile,
): Promise<unknown> {
  const { head, file } = headed;
  if (!isAboutRows(error)) return error;
  const place = copyPlace(error);
  if (place === undefined || isOverLimit(error) || isSentInPart) return atFile(error, file.path);
  const cell = head.columns.findIndex((column) => column.name === place.column);
  const countLines = createCopyLineCount();
  const [said] = error.diagnostics;
  let bad: BadRow | undefined;
  const onRow = (row: CsvRow): void => {
    if (countLines(row) !== place.line) return;
    bad = {
      code: 'seed-bad-row',
      location: cellLocation(row, Math.max(0, cell), file.path),
      column: place.column,
      value: cell < 0 ? undefined : cellText(row, cell),
      message:
        cell < 0
          ? 'PostgreSQL refuses the row'
          : `PostgreSQL refuses ${shownCell(row, cell)} for "${place.column}"`,
      notes: said === undefined ? [] : [{ message: said.message, location: undefined }],
      hint: said?.hint,
    };
  };
  await rescanSeedFile(path, headed, onRow, { signal });
  return bad === undefined
    ? atFile(error, file.path)
    : new DiagnosticError([badRowDiagnostic(bad)], error);
}

/** Whether COPY refused rows, and would take others. */
export function isAboutRows(error: unknown): error is DiagnosticError {
  if (!(error instanceof DiagnosticError) || isAboutServer(error)) return false;
  return isOverLimit(error) || copyPlace(error) !== undefined;
}

/**
 * Such as a cancellation or a full disk: the server names the line that it has come to, whatever stands
 * in it. What a type says of a cell without a code of its own is XX000.
 */
function isAboutServer(error: DiagnosticError): boolean {
  return /^(?:08|25|40|53|55P03|57|58|XX00[12])/.test(sqlState(error) ?? '');
}

/**
 * Such as a row that does not fit into a page: many rows are written at once, and the line that the
 * server names then is that of the last one.
 */
function isOverLimit(error: DiagnosticError): boolean {
  return sqlState(error)?.startsWith('54') === true;
}

function atFile(error: DiagnosticError, path: string): DiagnosticError {
  return new DiagnosticError(
    error.diagnostics.map((each) => ({ ...each, location: each.location ?? startOf(path) })),
    error,
  );
}

/**
 * Counts lines as COPY does: to the last line of a row, and inside quotes only the line ends it has
 * learnt, which for the first row are carriage returns.
 */
function createCopyLineCount(): (row: CsvRow) => number {
  let count = 0;
  let lineEnd = CR;
  return (row) => {
    count += 1;
    for (let at = row.start; at < row.end; at += 1) if (row.bytes[at] === lineEnd) count += 1;
    lineEnd = row.bytes[row.end] === CR ? CR : LF;
    return count;
  };
}

const CR = 0x0d;
const LF = 0x0a;

/** The column whose cell COPY refused. */
export function copyErrorColumn(error: unknown): string | undefined {
  return copyPlace(error)?.column;
}

/** From the context of an error: `COPY users, line 3, column id: "x"`. */
function copyPlace(
  error: unknown,
): { readonly line: number; readonly column: string | undefined } | undefined {
  const cause = error instanceof DiagnosticError ? error.cause : undefined;
  if (!(cause instanceof Error) || !('where' in cause)) return undefined;
  const match = /^COPY .*?, line (\d+)(?:, column (.*?): (?:"|null input))?/m.exec(
    String(cause.where),
  );
  if (match === null) return undefined;
  return { line: Number(match[1]), column: match[2] };
}
