import { type Diagnostic, diagnostic, type Note } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { unreachable } from '../diagnostics/unreachable.ts';
import {
  BARE,
  type CsvRow,
  cellText,
  decodeUtf8,
  type FaultReason,
  lineCount,
} from './csv/csv-row.ts';

/** A row that cannot be loaded as it is, with the first cell that says why. */
export interface BadRow {
  readonly code: 'seed-bad-row' | 'seed-unique-key' | 'seed-foreign-key';
  readonly location: Location;
  /** The name of the column that is wrong, and what stands in it; undefined: the row as a whole, NULL. */
  readonly column: string | undefined;
  readonly value: string | undefined;
  readonly message: string;
  readonly notes: readonly Note[];
  readonly hint: string | undefined;
}

export function badRowDiagnostic({ code, message, location, notes, hint }: BadRow): Diagnostic {
  return diagnostic(code, message, { location, notes, hint });
}

/** What makes the row no row of CSV, if anything does; `nameOf` names a cell's column. */
export function structuralBadRow(
  row: CsvRow,
  nameOf: (cell: number) => string,
  file: string,
): BadRow | undefined {
  const { fault } = row;
  if (fault === undefined) return undefined;
  const { message, hint } = explain(fault.reason, `column "${nameOf(fault.cell)}"`);
  const location = locateBytes(row, fault.offset, fault.offset + 1, file);
  return {
    code: 'seed-bad-row',
    location,
    column: undefined,
    value: undefined,
    message,
    notes: [],
    hint,
  };
}

/** Quotes that are wrong, and what may be found before them: of a row the first fault alone is told. */
const QUOTE_FAULTS: ReadonlySet<FaultReason> = new Set([
  'quote-unclosed',
  'quote-inside',
  'text-after-quote',
  'carriage-return',
]);

/**
 * How many rows a bad one was most likely meant to be: each of its lines where the quotes are wrong or
 * there are too many cells or too few, since a quote may be missing then.
 */
export function rowsMeant(row: CsvRow, { column }: BadRow): number {
  const isMisread =
    row.fault === undefined ? column === undefined : QUOTE_FAULTS.has(row.fault.reason);
  return isMisread ? lineCount(row) : 1;
}

function explain(
  reason: FaultReason,
  column: string,
): { readonly message: string; readonly hint: string | undefined } {
  switch (reason) {
    case 'quote-unclosed':
      return {
        message: `a quote is opened in ${column} and never closed`,
        hint: 'close it at the end of the cell, and double a quote that is part of it',
      };
    case 'too-long':
      return {
        message: `the row does not end within 64 MiB, in ${column}`,
        hint: 'look for a quote that is opened and not closed',
      };
    case 'quote-inside':
      return {
        message: `a quote stands inside ${column}, which is not in quotes`,
        hint: 'put the whole cell in quotes and double those inside',
      };
    case 'text-after-quote':
      return {
        message: `text follows the closing quote of ${column}`,
        hint: 'double the quotes inside a cell that is in quotes',
      };
    case 'carriage-return':
      return {
        message: `a carriage return without a line feed stands in ${column}`,
        hint: 'end lines with LF or CRLF, and put cells that hold line breaks in quotes',
      };
    case 'line-end-mixed':
      return {
        message: 'the line does not end like the first line of data: one in LF, the other in CRLF',
        hint: 'end all lines alike',
      };
    case 'end-marker':
      return {
        message: String.raw`the row is "\.", which PostgreSQL takes for the end of the data`,
        hint: String.raw`write it in quotes: "\."`,
      };
    case 'nul-byte':
      return {
        message: `${column} holds a NUL byte, which PostgreSQL cannot store`,
        hint: 'remove the byte, for example with: tr -d "\\000"',
      };
    case 'not-utf8':
      return {
        message: `${column} is not UTF-8`,
        hint: 'save the file as UTF-8, for example with: iconv -f latin1 -t utf-8',
      };
    default:
      return unreachable(reason);
  }
}

/** The place of a cell in its file, with its quotes. */
export function cellLocation(row: CsvRow, cell: number, file: string): Location {
  const quote = row.kinds[cell] === BARE ? 0 : 1;
  const from = (row.starts[cell] ?? row.start) - quote;
  const to = (row.ends[cell] ?? row.end) + quote;
  return locateBytes(row, from, Math.min(to, row.end), file);
}

function locateBytes(row: CsvRow, from: number, to: number, file: string): Location {
  const before = decodeUtf8(row.bytes, row.start, from);
  const lineStart = before.lastIndexOf('\n') + 1;
  const [firstLine = ''] = decodeUtf8(row.bytes, from, to).split(/\r?\n/, 1);
  return {
    file,
    line: row.line + before.split('\n').length - 1,
    column: before.length - lineStart + 1,
    length: Math.max(1, firstLine.length),
  };
}

const MAX_SHOWN = 80;

/** The value of a cell, in quotes and not too long. */
export function shownCell(row: CsvRow, cell: number): string {
  return shownText(cellText(row, cell));
}

export function shownText(text: string): string {
  return `"${text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}"`;
}
