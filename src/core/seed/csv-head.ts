import type { Problems } from '../diagnostics/problems.ts';
import { type Location, startOf } from '../diagnostics/source-file.ts';
import { badRowDiagnostic, cellLocation, structuralBadRow } from './bad-row.ts';
import { type CsvRow, cellText } from './csv-row.ts';
import { createCsvSplitter } from './csv-splitter.ts';

/** The header of a CSV file, and where its data begin. */
export interface CsvHead {
  readonly file: string;
  readonly columns: readonly HeaderColumn[];
  /** Behind the header's line end. */
  readonly dataOffset: number;
  /** The line of the file on which the data begin. */
  readonly dataLine: number;
}

export interface HeaderColumn {
  readonly name: string;
  readonly location: Location;
}

export interface HeadSource {
  /** For diagnostics. */
  readonly file: string;
  /** The first bytes of the file. */
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  /** One byte. */
  readonly delimiter: number;
}

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const MAX_NAME_BYTES = 63;
const SYSTEM_COLUMNS = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** Reads the header; `incomplete` when it does not end within the bytes. */
export function parseHead(
  source: HeadSource,
  problems: Problems,
): CsvHead | 'incomplete' | undefined {
  const { file, bytes, isWhole, delimiter } = source;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    return problems.error('seed-file-encoding', `"${file}" is UTF-16 where UTF-8 is expected`, {
      location: startOf(file),
      hint: 'convert it, for example with: iconv -f utf-16 -t utf-8',
    });
  }
  const skipped = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte) ? 3 : 0;
  const header = firstRow(bytes.subarray(skipped), { isWhole, delimiter });
  if (header === undefined) return isWhole ? emptyFile(file, problems) : 'incomplete';
  if (header.end === header.start) return emptyFile(file, problems);
  const structural = structuralBadRow(header, (cell) => `${cell + 1}`, file);
  if (structural !== undefined) return problems.add(badRowDiagnostic(structural));

  const columns = Array.from({ length: header.cellCount }, (_, cell) => ({
    name: cellText(header, cell),
    location: cellLocation(header, cell, file),
  }));
  const before = problems.errorCount;
  checkNames(columns, problems);
  if (problems.errorCount > before) return undefined;
  return {
    file,
    columns,
    dataOffset: skipped + header.next,
    dataLine: header.line + countLines(header),
  };
}

function emptyFile(file: string, problems: Problems): undefined {
  return problems.error('seed-file-empty', `"${file}" has no header`, {
    location: startOf(file),
    hint: 'write the names of its columns into the first line',
  });
}

/** A copy of the first row that stays as it is. */
function firstRow(
  bytes: Uint8Array,
  { isWhole, delimiter }: { readonly isWhole: boolean; readonly delimiter: number },
): CsvRow | undefined {
  let found: CsvRow | undefined;
  const splitter = createCsvSplitter({ delimiter, firstLine: 1 }, (row) => {
    found ??= {
      ...row,
      starts: row.starts.slice(0, row.cellCount),
      ends: row.ends.slice(0, row.cellCount),
      kinds: row.kinds.slice(0, row.cellCount),
    };
  });
  splitter.push(bytes);
  if (isWhole) splitter.end();
  return found;
}

function countLines(row: CsvRow): number {
  let count = 1;
  for (let at = row.start; at < row.end; at += 1) if (row.bytes[at] === 0x0a) count += 1;
  return count;
}

function checkNames(columns: readonly HeaderColumn[], problems: Problems): void {
  const seen = new Map<string, HeaderColumn>();
  for (const [index, column] of columns.entries()) {
    const { name, location } = column;
    const earlier = seen.get(name);
    seen.set(name, earlier ?? column);
    if (name === '') {
      problems.error('seed-header', `column ${index + 1} has no name`, {
        location,
        hint: 'give every column a name in the header',
      });
    } else if (earlier !== undefined) {
      problems.error('seed-header', `the header names the column "${name}" twice`, {
        location,
        notes: [{ message: 'the first one is here', location: earlier.location }],
        hint: 'rename one of them',
      });
    } else if (name === 'as_of') {
      problems.error('seed-as-of-column', 'a CSV file must not have a column named "as_of"', {
        location,
        hint: 'rename the column: "as_of" says which date a row is known for, and comes from the path',
      });
    } else if (SYSTEM_COLUMNS.has(name)) {
      problems.error('seed-header', `PostgreSQL keeps the column name "${name}" for itself`, {
        location,
        hint: 'rename the column',
      });
    } else if (new TextEncoder().encode(name).length > MAX_NAME_BYTES) {
      problems.error('seed-header', `the column name "${name}" is longer than 63 bytes`, {
        location,
        hint: 'shorten it: PostgreSQL would cut it',
      });
    }
  }
}
