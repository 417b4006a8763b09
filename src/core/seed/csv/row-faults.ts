import { isUtf8 } from 'node:buffer';
import type { CsvRow, RowFault } from './csv-row.ts';

/** A NUL, or what is not UTF-8. */
export function foreignBytes(row: CsvRow): RowFault | undefined {
  const { bytes, start, end } = row;
  const nul = bytes.indexOf(0, start);
  if (nul >= 0 && nul < end) return { reason: 'nul-byte', cell: cellAt(row, nul), offset: nul };
  if (isUtf8(bytes.subarray(start, end))) return undefined;
  for (let cell = 0; cell < row.cellCount; cell += 1) {
    const offset = row.starts[cell] ?? start;
    if (!isUtf8(bytes.subarray(offset, row.ends[cell])))
      return { reason: 'not-utf8', cell, offset };
  }
  return { reason: 'not-utf8', cell: 0, offset: start };
}

/** Where the quote was most likely left open, in a row that is too long. */
export function longestCell({ cellCount, starts, end }: CsvRow): number {
  let [longest, most] = [0, 0];
  for (let cell = 0; cell < cellCount; cell += 1) {
    const length = (cell + 1 < cellCount ? (starts[cell + 1] ?? end) : end) - (starts[cell] ?? end);
    if (length > most) [longest, most] = [cell, length];
  }
  return longest;
}

function cellAt(row: CsvRow, offset: number): number {
  let cell = 0;
  while (cell + 1 < row.cellCount && (row.starts[cell + 1] ?? 0) <= offset) cell += 1;
  return cell;
}
