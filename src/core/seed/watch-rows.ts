import { type BadRow, cellLocation, rowsMeant, shownCell, structuralBadRow } from './bad-row.ts';
import { BARE, type CsvRow, cellText, ESCAPED, unescaped } from './csv/csv-row.ts';
import type { CellCheck } from './grammar/bytes.ts';
import type { CellGrammar } from './grammar/cell-grammar.ts';
import type { ColumnInference } from './infer-columns.ts';
import { isEmptyCell } from './null-cell.ts';
import type { RowEdits } from './row-edits.ts';

/** A column of one file, in the order of its header. */
export interface WatchedColumn {
  readonly name: string;
  /** Why NULL is refused, if it is. */
  readonly notNull: 'key' | 'declared' | undefined;
  /** Which bare cells are NULL. */
  readonly isNull: CellCheck;
  /** `ignored`: the column is left out of what is sent. */
  readonly type: CellGrammar | ColumnInference | 'ignored';
}

export interface RowWatch {
  /** Looks at every cell of a row. */
  readonly onRow: (row: CsvRow) => void;
  readonly rowCount: () => number;
  /** Whether a cell did not fit the type that was inferred for its column. */
  readonly hasMisfit: () => boolean;
}

export interface RowWatchOptions {
  readonly file: string;
  readonly columns: readonly WatchedColumn[];
  /** Gets the row too, which is reused afterwards; says whether the rows go on without it. */
  readonly onBadRow: (bad: BadRow, row: CsvRow) => void;
  /** Takes what is to be sent otherwise than the file has it. */
  readonly edits: RowEdits;
}

/** Whether no row of such columns is ever edited, unless it is bad. */
export function isSentAsItIs(columns: readonly WatchedColumn[]): boolean {
  return columns.every(({ type, isNull }) => type !== 'ignored' && isNull === isEmptyCell);
}

/**
 * Holds every row against its columns: the number of cells, the grammar of their types, the key. NULL
 * is sent as an empty cell, so that other spellings of it and empty cells that are none are edited.
 */
export function watchRows(options: RowWatchOptions): RowWatch {
  const { file, columns, onBadRow, edits } = options;
  // plain arrays: this runs once a cell
  const checks = columns.map(({ type }) => checkOf(type));
  const inferences = columns.map(({ type }) =>
    type !== 'ignored' && 'fits' in type ? type : undefined,
  );
  const isNulls = columns.map((column) => column.isNull);
  const notNulls = columns.map((column) => column.notNull !== undefined);
  const ignored = columns.map((column) => column.type === 'ignored');
  const hasIgnored = ignored.includes(true);
  const isAlone = hasIgnored && ignored.filter((each) => !each).length === 1;
  let rowCount = 0;
  let hasMisfit = false;

  function onRow(row: CsvRow): void {
    rowCount += 1;
    if (row.fault !== undefined || row.cellCount !== columns.length) {
      onBadRow(structural(row), row);
      return;
    }
    const { bytes, starts, ends, kinds } = row;
    let bad: BadRow | undefined;
    for (let cell = 0; cell < columns.length; cell += 1) {
      const start = starts[cell] ?? 0;
      const end = ends[cell] ?? 0;
      const kind = kinds[cell];
      if (hasIgnored) {
        if (ignored[cell] === true) {
          if (ignored[cell - 1] !== true) leaveOutCells(row, cell, ignored, edits);
          continue;
        }
      }
      if (kind === BARE) {
        if (isNulls[cell]?.(bytes, start, end) === true) {
          if (notNulls[cell] === true) bad = withBadCell(bad, row, cell);
          if (start !== end) edits.replace(start, end, NO_BYTES);
          continue;
        }
        if (start === end) edits.replace(start, end, emptyCell(row));
        if (isAlone && isEndMarker(row, cell)) edits.replace(start, end, inQuotes(row, cell));
      }
      const check = checks[cell];
      const inference = inferences[cell];
      if (check === undefined || inference?.type === 'text') continue;
      if (kind === ESCAPED ? checkEscaped(check, row, cell) : check(bytes, start, end)) continue;
      if (inference === undefined) {
        bad = withBadCell(bad, row, cell);
      } else {
        hasMisfit = true;
        addCell(inference, row, cell);
      }
    }
    if (bad !== undefined) onBadRow(bad, row);
  }

  function structural(row: CsvRow): BadRow {
    const nameOf = (cell: number): string => columns[cell]?.name ?? `${cell + 1}`;
    const bad = structuralBadRow(row, nameOf, file) ?? ragged(row);
    const rows = rowsMeant(row, bad);
    return rows === 1 ? bad : { ...bad, message: `${bad.message}: the row takes ${rows} lines` };
  }

  function ragged(row: CsvRow): BadRow {
    const isEmpty = row.end === row.start;
    const firstExtra = Math.min(columns.length, row.cellCount - 1);
    return {
      code: 'seed-bad-row',
      location: cellLocation(row, isEmpty ? 0 : firstExtra, file),
      column: undefined,
      value: undefined,
      message: isEmpty
        ? `the line is empty, where a row of ${cells(columns.length)} is expected`
        : `the row must have ${cells(columns.length)} as the header has, not ${row.cellCount}`,
      notes: [],
      hint: isEmpty ? 'remove the line' : hintFor(row.cellCount - columns.length),
    };
  }

  function hintFor(surplus: number): string {
    return surplus > 0
      ? 'put a cell that holds the delimiter in quotes'
      : 'write every cell of the row, also those that are empty';
  }

  /** The first bad cell of a row is its diagnostic; the others are notes to it. */
  function withBadCell(bad: BadRow | undefined, row: CsvRow, cell: number): BadRow {
    const found = badCell(row, cell);
    if (bad === undefined) return found;
    const note = { message: found.message, location: found.location };
    return { ...bad, notes: [...bad.notes, note] };
  }

  function badCell(row: CsvRow, cell: number): BadRow {
    const column = columns[cell];
    const location = cellLocation(row, cell, file);
    const isNull =
      row.kinds[cell] === BARE &&
      column?.isNull(row.bytes, row.starts[cell] ?? 0, row.ends[cell] ?? 0) === true;
    if (isNull) {
      const why = column.notNull === 'key' ? 'is part of the unique key and must not' : 'must not';
      return {
        code: column.notNull === 'key' ? 'seed-unique-key' : 'seed-bad-row',
        location,
        column: column.name,
        value: undefined,
        message: `"${column.name}" ${why} be NULL`,
        notes: [],
        hint: undefined,
      };
    }
    const type = column?.type;
    const expected =
      type !== undefined && type !== 'ignored' && 'expected' in type ? type.expected : '';
    return {
      code: 'seed-bad-row',
      location,
      column: column?.name,
      value: cellText(row, cell),
      message: `"${column?.name}" must be ${expected}, not ${shownCell(row, cell)}`,
      notes: [],
      hint: undefined,
    };
  }

  return { onRow, rowCount: () => rowCount, hasMisfit: () => hasMisfit };
}

const NO_BYTES = new Uint8Array(0);

/** Sent in quotes: bare it would be NULL. */
function emptyCell({ quote }: CsvRow): Uint8Array {
  return Uint8Array.of(quote, quote);
}

function checkOf(type: WatchedColumn['type']): CellCheck | undefined {
  if (type === 'ignored') return undefined;
  return 'fits' in type ? type.fits : type.check;
}

/** Takes a run of cells out, from `first` on, together with the delimiter before or behind it. */
function leaveOutCells(
  row: CsvRow,
  first: number,
  ignored: readonly boolean[],
  edits: RowEdits,
): void {
  const outerStart = (cell: number): number =>
    (row.starts[cell] ?? row.start) - (row.kinds[cell] === BARE ? 0 : 1);
  const outerEnd = (cell: number): number =>
    (row.ends[cell] ?? row.end) + (row.kinds[cell] === BARE ? 0 : 1);
  let last = first;
  while (ignored[last + 1] === true) last += 1;
  if (first === 0) edits.replace(outerStart(first), outerStart(last + 1), NO_BYTES);
  else edits.replace(outerEnd(first - 1), outerEnd(last), NO_BYTES);
}

/** A row that is `\.` ends the data for PostgreSQL, unless it is in quotes. */
function isEndMarker({ bytes, starts, ends, kinds }: CsvRow, cell: number): boolean {
  const start = starts[cell] ?? 0;
  return (
    kinds[cell] === BARE &&
    (ends[cell] ?? 0) - start === 2 &&
    bytes[start] === 0x5c &&
    bytes[start + 1] === 0x2e
  );
}

function inQuotes({ bytes, starts, ends, quote }: CsvRow, cell: number): Uint8Array {
  return Uint8Array.of(quote, ...bytes.subarray(starts[cell], ends[cell]), quote);
}

function cells(count: number): string {
  return `${count} ${count === 1 ? 'cell' : 'cells'}`;
}

/** Doubled quotes stand for one: the check gets the cell as it means. */
function checkEscaped(check: CellCheck, row: CsvRow, cell: number): boolean {
  const text = unescaped(row, cell);
  return check(text, 0, text.length);
}

export function addCell(inference: ColumnInference, row: CsvRow, cell: number): void {
  if (row.kinds[cell] === ESCAPED) {
    const text = unescaped(row, cell);
    inference.add(text, 0, text.length);
  } else {
    inference.add(row.bytes, row.starts[cell] ?? 0, row.ends[cell] ?? 0);
  }
}
