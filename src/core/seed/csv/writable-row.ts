import type { CsvRow, RowFault } from './csv-row.ts';
import type { Dialect } from './dialect.ts';

/** The one row of a splitter, which each row of the file is written into. */
export interface WritableRow extends CsvRow {
  bytes: Uint8Array;
  start: number;
  end: number;
  next: number;
  cellCount: number;
  starts: Int32Array;
  ends: Int32Array;
  kinds: Uint8Array;
  line: number;
  fault: RowFault | undefined;
}

export function createRow(dialect: Dialect): WritableRow {
  return {
    quote: dialect.quote,
    escape: dialect.escape,
    bytes: NO_BYTES,
    start: 0,
    end: 0,
    next: 0,
    cellCount: 0,
    starts: new Int32Array(64),
    ends: new Int32Array(64),
    kinds: new Uint8Array(64),
    line: 0,
    fault: undefined,
  };
}

/** Makes room for twice as many cells. */
export function growRow(row: WritableRow): void {
  const size = row.kinds.length * 2;
  const starts = new Int32Array(size);
  const ends = new Int32Array(size);
  const kinds = new Uint8Array(size);
  starts.set(row.starts);
  ends.set(row.ends);
  kinds.set(row.kinds);
  Object.assign(row, { starts, ends, kinds });
}

const NO_BYTES = new Uint8Array(0);
