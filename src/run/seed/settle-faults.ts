import { bug } from '../../core/diagnostics/bug.ts';
import type { Location } from '../../core/diagnostics/source-file.ts';
import { unreachable } from '../../core/diagnostics/unreachable.ts';
import { type BadRow, cellLocation, shownText } from '../../core/seed/bad-row.ts';
import type { CsvRow } from '../../core/seed/csv-row.ts';
import { type Relation, renderRelation } from '../../core/sql/relation.ts';
import type { Session } from '../../postgres/session.ts';
import type { BadRows } from './bad-rows.ts';
import type { CopiedFile } from './copy-file.ts';
import type { FaultyRow } from './find-faults.ts';
import type { HeadedFile } from './read-columns.ts';
import { rescanSeedFile } from './rescan.ts';
import { absolutePath, type SeedUnit } from './seed-unit.ts';

export interface SettleOptions {
  readonly aside: Relation;
  readonly headed: readonly HeadedFile[];
  readonly files: readonly CopiedFile[];
  readonly badRows: BadRows;
}

/**
 * Names the faulty rows by their file and line, and has them thrown, or takes them out of the table
 * aside. Answers the files with what is left of them.
 */
export async function settleFaults(
  session: Session,
  unit: SeedUnit,
  faults: readonly FaultyRow[],
  { aside, headed, files, badRows }: SettleOptions,
): Promise<readonly CopiedFile[]> {
  if (faults.length === 0) return files;
  const byNumber = new Map(faults.map((fault) => [fault.n, fault]));
  const places = await locateFirsts(unit, faults, headed, files);
  const settled: CopiedFile[] = [];
  let before = 0;
  for (const [index, copied] of files.entries()) {
    const file = headed[index] ?? bug(`${copied.path} has no head`);
    const until = before + copied.rowCount;
    const rejected: number[] = [];
    if (faults.some(({ n }) => n > before && n <= until)) {
      await forEachCopied(unit, file, copied, (row, n, ordinal) => {
        const found = byNumber.get(before + n);
        if (found === undefined) return;
        badRows.add(badRowOf(found, row, file, places), row);
        rejected.push(ordinal);
      });
    }
    settled.push({
      ...copied,
      rowCount: copied.rowCount - rejected.length,
      rejectedRows: [...copied.rejectedRows, ...rejected].sort((a, b) => a - b),
    });
    before = until;
  }
  badRows.throwIfAny();
  await session.query({
    sql: `delete from ${renderRelation(aside)} where ctid = any ($1::tid[])`,
    values: [faults.map((fault) => fault.ctid)],
  });
  return settled;
}

/** Goes through the rows of a file that were copied: each with its number among them and in the file. */
async function forEachCopied(
  unit: SeedUnit,
  headed: HeadedFile,
  { rejectedRows }: CopiedFile,
  onRow: (row: CsvRow, n: number, ordinal: number) => void,
): Promise<void> {
  const rejected = new Set(rejectedRows);
  let ordinal = 0;
  let n = 0;
  await rescanSeedFile(absolutePath(unit, headed.file), headed, (row) => {
    ordinal += 1;
    if (rejected.has(ordinal)) return;
    n += 1;
    onRow(row, n, ordinal);
  });
}

/** The places of the rows that have the keys which others repeat. */
async function locateFirsts(
  unit: SeedUnit,
  faults: readonly FaultyRow[],
  headed: readonly HeadedFile[],
  files: readonly CopiedFile[],
): Promise<ReadonlyMap<number, Location>> {
  const wanted = new Map(
    faults.flatMap(({ fault, column }) =>
      fault.type === 'duplicate' ? [[fault.first, column] as const] : [],
    ),
  );
  const places = new Map<number, Location>();
  let before = 0;
  for (const [index, copied] of files.entries()) {
    const file = headed[index] ?? bug(`${copied.path} has no head`);
    const until = before + copied.rowCount;
    if ([...wanted.keys()].some((n) => n > before && n <= until)) {
      await forEachCopied(unit, file, copied, (row, n) => {
        const column = wanted.get(before + n);
        if (column !== undefined) places.set(before + n, placeOf(row, column, file));
      });
    }
    before = until;
  }
  return places;
}

function placeOf(row: CsvRow, column: string, { head, file }: HeadedFile): Location {
  const cell = head.columns.findIndex((each) => each.name === column);
  return cellLocation(row, Math.max(0, cell), file.path);
}

function shown(value: string | undefined): string {
  return value === undefined ? 'NULL' : shownText(value);
}

function badRowOf(
  { column, value, fault }: FaultyRow,
  row: CsvRow,
  headed: HeadedFile,
  places: ReadonlyMap<number, Location>,
): BadRow {
  const at = { location: placeOf(row, column, headed), column, value };
  switch (fault.type) {
    case 'invalid':
      return {
        ...at,
        code: 'seed-bad-row',
        message: `"${column}" must be a value of the type ${fault.dataType}, not ${shown(value)}`,
        notes: [],
        hint: undefined,
      };
    case 'altered':
      return {
        ...at,
        code: 'seed-bad-row',
        message: `"${column}" must be as PostgreSQL writes it, ${shown(fault.kept)}, not ${shown(value)}`,
        notes: [],
        hint: 'write it so, or declare the column as text',
      };
    case 'orphan':
      return {
        ...at,
        code: 'seed-foreign-key',
        message: `${fault.values}, which is not in ${fault.reference.title}`,
        notes: [],
        hint: 'load the row that it refers to, or remove this one',
      };
    case 'duplicate':
      return {
        ...at,
        code: 'seed-unique-key',
        message: `the unique key is taken: ${fault.values}`,
        notes: [
          { message: 'the first row with this key is here', location: places.get(fault.first) },
        ],
        hint: 'remove one of the two rows, or add to "unique_key" the column that tells them apart',
      };
    default:
      return unreachable(fault);
  }
}
