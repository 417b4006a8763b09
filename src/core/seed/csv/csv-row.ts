import { countLineFeeds } from './line-feeds.ts';

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
  /** The dialect's, for cells that are ESCAPED. */
  readonly quote: number;
  readonly escape: number;
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

const LF = 0x0a;
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });

/** The text of a cell, with what is escaped as it is meant. */
export function cellText(row: CsvRow, cell: number): string {
  const [start = 0, end = 0] = [row.starts[cell], row.ends[cell]];
  if (row.kinds[cell] !== ESCAPED) return decodeUtf8(row.bytes, start, end);
  const text = unescaped(row, cell);
  return decodeUtf8(text, 0, text.length);
}

/** The bytes of a cell in quotes, with each escape left out that stands before what it escapes. */
export function unescaped(row: CsvRow, cell: number): Uint8Array {
  const { bytes, starts, ends, quote } = row;
  const start = starts[cell] ?? 0;
  const end = ends[cell] ?? 0;
  const text = new Uint8Array(end - start);
  let length = 0;
  for (let at = start; at < end; at += 1) {
    const next = bytes[at + 1];
    if (bytes[at] === row.escape && at + 1 < end && (next === quote || next === row.escape))
      at += 1;
    text[length] = bytes[at] ?? 0;
    length += 1;
  }
  return text.subarray(0, length);
}

/** How many lines of the file the row takes. */
export function lineCount({ bytes, start, end }: CsvRow): number {
  const isUnended = end > start && bytes[end - 1] !== LF;
  return Math.max(1, countLineFeeds(bytes, start, end) + (isUnended ? 1 : 0));
}

export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  return DECODER.decode(bytes.subarray(start, end));
}
