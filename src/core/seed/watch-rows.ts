import { type BadRow, cellLocation, shownCell, structuralBadRow } from './bad-row.ts';
import { BARE, type CsvRow, ESCAPED } from './csv-row.ts';
import type { CellCheck } from './grammar/bytes.ts';
import type { CellGrammar } from './grammar/cell-grammar.ts';
import type { ColumnInference } from './infer-columns.ts';

/** A column of one file, in the order of its header. */
export interface WatchedColumn {
  readonly name: string;
  /** Part of the unique key: NULL is refused. */
  readonly isKey: boolean;
  readonly type: CellGrammar | ColumnInference;
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
  readonly isNull: CellCheck;
  readonly onBadRow: (bad: BadRow) => void;
  /** A bare cell that is NULL, and whose bytes the file may spell in several ways. */
  readonly onNull?: ((start: number, end: number) => void) | undefined;
}

/** Holds every row against its columns: the number of cells, the grammar of their types, the key. */
export function watchRows(options: RowWatchOptions): RowWatch {
  const { file, columns, isNull, onBadRow, onNull } = options;
  // plain arrays: this runs once a cell
  const checks = columns.map(({ type }) => ('fits' in type ? type.fits : type.check));
  const inferences = columns.map(({ type }) => ('fits' in type ? type : undefined));
  const isKey = columns.map((column) => column.isKey);
  let rowCount = 0;
  let hasMisfit = false;

  function onRow(row: CsvRow): void {
    rowCount += 1;
    if (row.fault !== undefined || row.cellCount !== columns.length) {
      onBadRow(structural(row));
      return;
    }
    const { bytes, starts, ends, kinds } = row;
    let bad: BadRow | undefined;
    for (let cell = 0; cell < columns.length; cell += 1) {
      const start = starts[cell] ?? 0;
      const end = ends[cell] ?? 0;
      const kind = kinds[cell];
      if (kind === BARE && isNull(bytes, start, end)) {
        if (isKey[cell]) bad = withBadCell(bad, row, cell);
        onNull?.(start, end);
        continue;
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
    if (bad !== undefined) onBadRow(bad);
  }

  function structural(row: CsvRow): BadRow {
    const nameOf = (cell: number): string => columns[cell]?.name ?? `${cell + 1}`;
    return structuralBadRow(row, nameOf, file) ?? ragged(row);
  }

  function ragged(row: CsvRow): BadRow {
    const isEmpty = row.end === row.start;
    const firstExtra = Math.min(columns.length, row.cellCount - 1);
    return {
      code: 'seed-bad-row',
      location: cellLocation(row, isEmpty ? 0 : firstExtra, file),
      message: isEmpty
        ? `the line is empty, where a row of ${cells(columns.length)} is expected`
        : `the row must have ${cells(columns.length)} as the header has, not ${row.cellCount}`,
      notes: [],
      hint: isEmpty ? 'remove the line' : undefined,
    };
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
    const isNullKey =
      row.kinds[cell] === BARE && isNull(row.bytes, row.starts[cell] ?? 0, row.ends[cell] ?? 0);
    const expected = column !== undefined && 'expected' in column.type ? column.type.expected : '';
    return {
      code: isNullKey ? 'seed-unique-key' : 'seed-bad-row',
      location,
      message: isNullKey
        ? `"${column?.name}" is part of the unique key and must not be NULL`
        : `"${column?.name}" must be ${expected}, not ${shownCell(row, cell)}`,
      notes: [],
      hint: undefined,
    };
  }

  return { onRow, rowCount: () => rowCount, hasMisfit: () => hasMisfit };
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

const QUOTE = 0x22;

function unescaped(row: CsvRow, cell: number): Uint8Array {
  const start = row.starts[cell] ?? 0;
  const end = row.ends[cell] ?? 0;
  const text = new Uint8Array(end - start);
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const byte = row.bytes[at] ?? 0;
    text[length] = byte;
    length += 1;
    if (byte === QUOTE) at += 1;
  }
  return text.subarray(0, length);
}
