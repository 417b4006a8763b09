import type { Problems } from '../diagnostics/problems.ts';
import { type Location, startOf } from '../diagnostics/source-file.ts';
import { badRowDiagnostic, cellLocation, structuralBadRow } from './bad-row.ts';
import { type CsvRow, cellText } from './csv/csv-row.ts';
import { createCsvSplitter } from './csv/csv-splitter.ts';
import type { Dialect } from './csv/dialect.ts';
import { countLineFeeds } from './csv/line-feeds.ts';
import { normalizeNames } from './normalize-names.ts';

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
  /** Of the column in the table. */
  readonly name: string;
  readonly location: Location;
}

export interface HeadSource {
  /** For diagnostics. */
  readonly file: string;
  /** The first bytes of the file, as UTF-8. */
  readonly bytes: Uint8Array;
  /** Whether that is all of it. */
  readonly isWhole: boolean;
  readonly dialect: Dialect;
  readonly naming: Naming;
}

/** Where the names of the columns come from. */
export type Naming =
  | { readonly type: 'header'; readonly isNormalized: boolean }
  /** There is no header: the first columns have these names, others are numbered. */
  | { readonly type: 'given'; readonly names: readonly string[] };

const MAX_NAME_BYTES = 63;
const SYSTEM_COLUMNS = new Set(['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']);

/** Reads the header; `incomplete` when it does not end within the bytes. */
export function parseHead(
  source: HeadSource,
  problems: Problems,
): CsvHead | 'incomplete' | undefined {
  const { file, isWhole, naming } = source;
  const header = firstRow(source);
  if (header === undefined) return isWhole ? emptyFile(source, problems) : 'incomplete';
  if (naming.type === 'given') return { file, ...unheaded(header, naming.names, file) };
  if (header.end === header.start) return emptyFile(source, problems);
  const structural = structuralBadRow(header, (cell) => `${cell + 1}`, file);
  if (structural !== undefined) return problems.add(badRowDiagnostic(structural));

  const written = Array.from({ length: header.cellCount }, (_, cell) => cellText(header, cell));
  const names = naming.isNormalized ? normalizeNames(written) : written;
  const columns = names.map((name, cell) => ({
    name,
    location: cellLocation(header, cell, file),
  }));
  const before = problems.errorCount;
  checkNames(columns, problems);
  if (problems.errorCount > before) return undefined;
  return {
    file,
    columns,
    dataOffset: header.next,
    dataLine: header.line + countLineFeeds(header.bytes, header.start, header.end) + 1,
  };
}

/** The columns of a file whose first row is data already; what is wrong with it is said there. */
function unheaded(
  first: CsvRow,
  names: readonly string[],
  file: string,
): Pick<CsvHead, 'columns' | 'dataOffset' | 'dataLine'> {
  // what a faulty row holds is no reason to doubt the names; without any it is all there is to go by
  const isTrusted = first.fault === undefined || names.length === 0;
  const count = isTrusted ? first.cellCount : names.length;
  const columns = Array.from({ length: count }, (_, cell) => ({
    name: names[cell] ?? `column_${cell + 1}`,
    location: cellLocation(first, Math.min(cell, first.cellCount - 1), file),
  }));
  return { columns, dataOffset: 0, dataLine: 1 };
}

function emptyFile({ file, naming }: HeadSource, problems: Problems): undefined {
  const what = naming.type === 'header' ? 'header' : 'row';
  return problems.error('seed-file-empty', `"${file}" has no ${what}`, {
    location: startOf(file),
    hint:
      naming.type === 'header'
        ? 'write the names of its columns into the first line'
        : 'put rows into the file, or remove it',
  });
}

/** A copy of the first row that stays as it is. */
function firstRow({ bytes, isWhole, dialect }: HeadSource): CsvRow | undefined {
  let found: CsvRow | undefined;
  const splitter = createCsvSplitter({ dialect, firstLine: 1 }, (row) => {
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

function checkNames(columns: readonly HeaderColumn[], problems: Problems): void {
  const seen = new Map<string, HeaderColumn>();
  for (const [index, column] of columns.entries()) {
    const { name, location } = column;
    const earlier = seen.get(name);
    seen.set(name, earlier ?? column);
    if (name === '') {
      problems.error('seed-header', `column ${index + 1} has no name`, {
        location,
        hint: 'give every column a name in the header, or set normalize_names: true',
      });
    } else if (earlier !== undefined) {
      problems.error('seed-header', `the header names the column "${name}" twice`, {
        location,
        notes: [{ message: 'the first one stands', location: earlier.location }],
        hint: 'rename one of them, or set normalize_names: true',
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
        hint: 'PostgreSQL would cut it: shorten it, or set normalize_names: true',
      });
    }
  }
}
