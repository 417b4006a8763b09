import { Buffer, isUtf8 } from 'node:buffer';
import { BARE, type CsvRow, ESCAPED, type FaultReason, QUOTED } from './csv-row.ts';
import type { Dialect } from './dialect.ts';
import { foreignBytes, longestCell } from './row-faults.ts';
import { createRow, growRow } from './writable-row.ts';

export interface CsvSplitterOptions {
  readonly dialect: Dialect;
  /** The line of the file on which the first byte stands. */
  readonly firstLine: number;
  /** A row longer than this is refused: most often a quote was left open. */
  readonly maxRowBytes?: number;
  /** Gets the place of a line that is a comment, with its line end. */
  readonly onComment?: (start: number, end: number) => void;
}

/** Finds the rows and cells of a CSV file that comes in chunks, without allocating for each. */
export interface CsvSplitter {
  /**
   * Gives every row that the chunk completes to the callback. Answers the bytes of those rows, from
   * the start of `row.bytes`; the rest is kept. The chunk must not be changed afterwards.
   */
  push(chunk: Uint8Array): Uint8Array;
  /** Gives the last row, if the file does not end in a line end. */
  end(): Uint8Array;
}

const CR = 0x0d;
const LF = 0x0a;
const BACKSLASH = 0x5c;
const DOT = 0x2e;
const NO_BYTES = new Uint8Array(0);
const MAX_ROW_BYTES = 64 * 1024 * 1024;

/**
 * A splitter of CSV as COPY understands it: in RFC 4180's dialect LF or CRLF, quotes doubled inside
 * quotes. What the dialect does not allow makes the row faulty, and the next line is the next row.
 */
export function createCsvSplitter(
  { dialect, firstLine, maxRowBytes = MAX_ROW_BYTES, onComment }: CsvSplitterOptions,
  onRow: (row: CsvRow) => void,
): CsvSplitter {
  const { delimiter, quote, isQuoted, comment, escape: escaping } = dialect;
  const special = new Uint8Array(256);
  for (const byte of [delimiter, quote, CR, LF]) special[byte] = 1;

  let kept: Uint8Array[] = [];
  let keptLength = 0;
  // an unfinished row is looked at again only when the bytes have doubled: else a long one is quadratic
  let wantedLength = 0;
  let isOver = false;
  let lineEnd: 'lf' | 'crlf' | undefined;
  let line = firstLine;
  let isSuspect = false;
  // inside the quotes of the row being scanned
  let lineBreaks = 0;

  const row = createRow(dialect);

  function push(chunk: Uint8Array): Uint8Array {
    if (isOver || chunk.length === 0) return NO_BYTES;
    kept.push(chunk);
    keptLength += chunk.length;
    return keptLength < wantedLength && keptLength <= maxRowBytes ? NO_BYTES : split(false);
  }

  function end(): Uint8Array {
    if (isOver) return NO_BYTES;
    const rows = split(true);
    isOver = true;
    return rows;
  }

  function split(isLast: boolean): Uint8Array {
    const bytes = joined(kept, keptLength);
    const text = isLast ? bytes : bytes.subarray(0, bytes.lastIndexOf(LF) + 1);
    isSuspect = text.includes(0) || !isUtf8(text);
    row.bytes = bytes;

    let at = 0;
    while (at < bytes.length) {
      if (bytes[at] === comment) {
        const next = endOfLine(bytes, at, isLast);
        if (next < 0) break;
        onComment?.(at, next);
        line += 1;
        at = next;
        continue;
      }
      if (!scanRow(bytes, at, isLast)) break;
      if (row.end - row.start > maxRowBytes) return giveUp();
      // asked only where the bytes as a whole hold a NUL or are not UTF-8
      if (isSuspect) row.fault ??= foreignBytes(row);
      onRow(row);
      at = row.next;
    }
    const rest = bytes.subarray(at);
    // a carriage return may be half of its line end
    if (rest.length > maxRowBytes + 1) {
      Object.assign(row, { start: at, end: bytes.length, next: bytes.length, line });
      return giveUp();
    }
    kept = rest.length === 0 ? [] : [rest];
    keptLength = rest.length;
    wantedLength = rest.length === bytes.length ? 2 * rest.length : 0;
    return bytes.subarray(0, at);
  }

  /** Refuses the row and whatever comes behind it; answers the rows before. */
  function giveUp(): Uint8Array {
    row.fault = { reason: 'too-long', cell: longestCell(row), offset: row.start };
    onRow(row);
    isOver = true;
    kept = [];
    return row.bytes.subarray(0, row.start);
  }

  /** Fills `row` with the row that begins at `start`; says whether all of it is there. */
  function scanRow(bytes: Uint8Array, start: number, isLast: boolean): boolean {
    const length = bytes.length;
    let { starts, ends, kinds } = row;
    let cell = 0;
    let at = start;
    row.fault = undefined;
    lineBreaks = 0;
    for (;;) {
      if (cell >= kinds.length) {
        growRow(row);
        ({ starts, ends, kinds } = row);
      }
      const from = at;
      while (at < length && special[bytes[at] ?? 0] === 0) at += 1;
      starts[cell] = from;
      ends[cell] = at;
      kinds[cell] = BARE;
      // nearly every cell: nothing below is asked for it
      if (at < length && bytes[at] === delimiter) {
        at += 1;
        cell += 1;
        continue;
      }
      row.cellCount = cell + 1;
      if (isQuoted && at === from && at < length && bytes[at] === quote) {
        at = scanQuoted(bytes, at, cell, isLast);
        if (at < 0) return false;
        const behind = at;
        at = scanBare(bytes, at, cell, true);
        if (at > behind) setFault('text-after-quote', cell, behind);
      } else {
        at = scanBare(bytes, at, cell, false);
        ends[cell] = at;
      }
      if (at >= length || bytes[at] !== delimiter) break;
      at += 1;
      cell += 1;
    }
    const hasCr = at < length && bytes[at] === CR;
    if (!isLast && at + (hasCr ? 1 : 0) >= length) return false;
    // a carriage return that ends the file
    const isBareCr = hasCr && at + 1 >= length;
    if (isBareCr) setFault('carriage-return', cell, at);
    row.start = start;
    row.end = at;
    row.next = Math.min(length, hasCr ? at + 2 : at + 1);
    row.line = line;
    line += lineBreaks + 1;
    if (at < length && !isBareCr) noteLineEnd(hasCr ? 'crlf' : 'lf', cell, at);
    if (at - start === 2 && bytes[start] === BACKSLASH && bytes[start + 1] === DOT) {
      setFault('end-marker', 0, start);
    }
    return true;
  }

  /** The place behind the closing quote of the cell that opens at `open`; -1: it is not there yet. */
  function scanQuoted(bytes: Uint8Array, open: number, cell: number, isLast: boolean): number {
    const length = bytes.length;
    let at = open + 1;
    row.starts[cell] = at;
    row.kinds[cell] = QUOTED;
    for (;;) {
      while (at < length && bytes[at] !== quote && bytes[at] !== escaping) {
        if (bytes[at] === LF) lineBreaks += 1;
        at += 1;
      }
      if (at + 1 >= length && !isLast) return -1;
      row.ends[cell] = at;
      if (at >= length) {
        setFault('quote-unclosed', cell, open);
        return at;
      }
      const next = bytes[at + 1];
      if (bytes[at] === escaping && at + 1 < length && (next === quote || next === escaping)) {
        row.kinds[cell] = ESCAPED;
        at += 2;
      } else if (bytes[at] === quote) {
        return at + 1;
      } else {
        at += 1;
      }
    }
  }

  /** The place behind the line end of the line that begins at `from`; -1: it is not there yet. */
  function endOfLine(bytes: Uint8Array, from: number, isLast: boolean): number {
    const lineFeed = bytes.indexOf(LF, from);
    if (lineFeed >= 0) return lineFeed + 1;
    return isLast ? bytes.length : -1;
  }

  /** The place of the delimiter, line end, last carriage return or end of the bytes that ends a cell. */
  function scanBare(bytes: Uint8Array, from: number, cell: number, isBehindQuote: boolean): number {
    const length = bytes.length;
    let at = from;
    for (;;) {
      while (at < length && special[bytes[at] ?? 0] === 0) at += 1;
      if (at >= length) return at;
      const byte = bytes[at];
      if (byte === quote) {
        if (!isBehindQuote) setFault('quote-inside', cell, at);
      } else if (byte === CR) {
        if (at + 1 >= length || bytes[at + 1] === LF) return at;
        setFault('carriage-return', cell, at);
      } else {
        return at;
      }
      at += 1;
    }
  }

  /** COPY takes the first line end of the data for that of all lines. */
  function noteLineEnd(found: 'lf' | 'crlf', cell: number, at: number): void {
    if (lineEnd === undefined) lineEnd = found;
    else if (lineEnd !== found) setFault('line-end-mixed', cell, at);
  }

  function setFault(reason: FaultReason, cell: number, offset: number): void {
    row.fault ??= { reason, cell, offset };
  }

  return { push, end };
}

/**
 * Always a Buffer: V8 compiles what looks at each byte for the one kind of array that it has met, and
 * compiles all of it anew when it meets another. A Buffer also finds a byte ten times as fast.
 */
function joined(chunks: readonly Uint8Array[], length: number): Buffer {
  const [first] = chunks;
  if (first === undefined || chunks.length > 1) return Buffer.concat(chunks, length);
  return Buffer.isBuffer(first)
    ? first
    : Buffer.from(first.buffer, first.byteOffset, first.byteLength);
}
