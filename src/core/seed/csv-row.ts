/** How a cell is written: bare, in quotes, or in quotes with doubled quotes inside. */
export const BARE = 0;
export const QUOTED = 1;
export const ESCAPED = 2;

/**
 * One row as the splitter found it: places in bytes, nothing decoded. It is reused for the next
 * row, so what is to be kept must be copied out during the call that gets it.
 */
export interface CsvRow {
  readonly bytes: Uint8Array;
  /** The row without its line end. */
  readonly start: number;
  readonly end: number;
  /** Where the next row begins. */
  readonly next: number;
  readonly cellCount: number;
  /** The content of each cell, without its quotes. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** BARE, QUOTED or ESCAPED. */
  readonly kinds: Uint8Array;
  /** The line of the file, from 1, on which the row begins. */
  readonly line: number;
  /** What makes it no row of RFC 4180 in UTF-8. */
  readonly fault: RowFault | undefined;
}

export interface RowFault {
  readonly reason: FaultReason;
  /** The index of its cell, and the byte. */
  readonly cell: number;
  readonly offset: number;
}

export type FaultReason =
  | 'quote-unclosed'
  | 'quote-inside'
  | 'text-after-quote'
  | 'carriage-return'
  | 'line-end-mixed'
  | 'end-marker'
  | 'nul-byte'
  | 'not-utf8'
  | 'too-long';

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a cell, with doubled quotes made single. */
export function cellText(row: CsvRow, cell: number): string {
  const text = decodeUtf8(row.bytes, row.starts[cell] ?? 0, row.ends[cell] ?? 0);
  return row.kinds[cell] === ESCAPED ? text.replaceAll('""', '"') : text;
}

export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  return DECODER.decode(bytes.subarray(start, end));
}
