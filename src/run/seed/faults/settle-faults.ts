import { bug } from '../../../core/diagnostics/bug.ts';
import type { Location } from '../../../core/diagnostics/source-file.ts';
import { unreachable } from '../../../core/diagnostics/unreachable.ts';
import { type BadRow, cellLocation, shownText } from '../../../core/seed/bad-row.ts';
import { type CsvRow, cellText } from '../../../core/seed/csv/csv-row.ts';
import { createRowNumbers } from '../../../core/seed/row-numbers.ts';
import { type Relation, renderRelation } from '../../../core/sql/relation.ts';
import type { Session } from '../../../postgres/session.ts';
import { type BadRows, MAX_LISTED } from '../bad-rows/bad-rows.ts';
import type { HeadedFile } from '../columns/read-columns.ts';
import type { CopiedFile } from '../copy/copy-file.ts';
import { rescanSeedFile } from '../file/rescan.ts';
import { absolutePath, type SeedUnit } from '../seed-unit.ts';
import { type FaultReader, openFaultReader } from './fault-reader.ts';
import type { FaultQuery, FaultyRow } from './find-faults.ts';

export interface SettleOptions {
  readonly aside: Relation;
  readonly headed: readonly HeadedFile[];
  readonly files: readonly CopiedFile[];
  readonly badRows: BadRows;
  readonly signal: AbortSignal | undefined;
}

/**
 * Names the faulty rows by their file and line, and has them thrown, or takes them out of the table
 * aside. Answers the files with what is left of them. Neither rows nor faults are held but for those
 * that are next: both come in the same order.
 */
export async function settleFaults(
  session: Session,
  unit: SeedUnit,
  query: FaultQuery,
  { aside, headed, files, badRows, signal }: SettleOptions,
): Promise<readonly CopiedFile[]> {
  const faults = await openFaultReader(session, query);
  const firsts = createFirsts(await faults.ahead(MAX_LISTED));
  const removal = createRemoval(session, aside);
  const settled: CopiedFile[] = [];
  let before = 0;
  for (const [index, copied] of files.entries()) {
    const [next] = await faults.ahead(1);
    if (next === undefined || badRows.isFull()) {
      settled.push(copied);
      continue;
    }
    const file = headed[index] ?? bug(`${copied.path} has no head`);
    const until = before + copied.rowCount;
    const isConcerned = next.n <= until || firsts.isWantedIn(before, until);
    settled.push(
      isConcerned
        ? await settleFile({ unit, file, copied, before, faults, firsts, removal, badRows, signal })
        : copied,
    );
    before = until;
  }
  badRows.throwIfAny();
  await removal.flush();
  await faults.close();
  return settled;
}

interface FileToSettle {
  readonly unit: SeedUnit;
  readonly file: HeadedFile;
  readonly copied: CopiedFile;
  /** How many rows the table holds of the files before. */
  readonly before: number;
  readonly faults: FaultReader;
  readonly firsts: Firsts;
  readonly removal: Removal;
  readonly badRows: BadRows;
  readonly signal: AbortSignal | undefined;
}

async function settleFile({
  unit,
  file,
  copied,
  before,
  faults,
  firsts,
  removal,
  badRows,
  signal,
}: FileToSettle): Promise<CopiedFile> {
  const rejectedRows = createRowNumbers();
  const notCopied = copied.rejectedRows[Symbol.iterator]();
  let nextNotCopied = notCopied.next();
  let ordinal = 0;
  let n = before;
  const onRow = (row: CsvRow): void => {
    ordinal += 1;
    if (ordinal === nextNotCopied.value) {
      rejectedRows.add(ordinal);
      nextNotCopied = notCopied.next();
      return;
    }
    n += 1;
    firsts.see(n, row, file);
    const fault = faults.take(n);
    if (fault === undefined) return;
    badRows.add(badRowOf(fault, row, file, firsts), row);
    rejectedRows.add(ordinal);
    removal.add(fault.ctid);
  };
  const beforeRows = async (mostRows: number): Promise<boolean> => {
    await removal.flush();
    await faults.readTo(n + mostRows);
    return !badRows.isFull();
  };
  await rescanSeedFile(absolutePath(unit, file.file), file, onRow, { beforeRows, signal });
  const rejectedNow = rejectedRows.count() - copied.rejectedRows.count();
  return { ...copied, rowCount: copied.rowCount - rejectedNow, rejectedRows };
}

/** Takes rows out of the table, some at a time. */
interface Removal {
  readonly add: (ctid: string) => void;
  readonly flush: () => Promise<void>;
}

function createRemoval(session: Session, aside: Relation): Removal {
  let ctids: string[] = [];
  return {
    add(ctid) {
      ctids.push(ctid);
    },
    async flush() {
      if (ctids.length === 0) return;
      const sql = `delete from ${renderRelation(aside)} where ctid = any ($1::tid[])`;
      await session.query({ sql, values: [ctids] });
      ctids = [];
    },
  };
}

/** The places of the rows that have the keys which others repeat. */
interface Firsts {
  readonly isWantedIn: (before: number, until: number) => boolean;
  readonly see: (n: number, row: CsvRow, file: HeadedFile) => void;
  readonly placeOf: (n: number) => Location | undefined;
}

/** Only for the faults that are listed; the rows that they repeat come before them. */
function createFirsts(listed: readonly FaultyRow[]): Firsts {
  const wanted = new Map(
    listed.flatMap(({ fault, column }) =>
      fault.type === 'duplicate' ? [[fault.first, column] as const] : [],
    ),
  );
  const places = new Map<number, Location>();
  return {
    isWantedIn: (before, until) => [...wanted.keys()].some((n) => n > before && n <= until),
    see(n, row, file) {
      if (wanted.size === 0) return;
      const column = wanted.get(n);
      if (column === undefined) return;
      places.set(n, placeOf(row, column, file));
      wanted.delete(n);
    },
    placeOf: (n) => places.get(n),
  };
}

function placeOf(row: CsvRow, column: string, headed: HeadedFile): Location {
  return cellLocation(row, Math.max(0, cellOf(column, headed)), headed.file.path);
}

/** -1: the column is not in the file. */
function cellOf(column: string, { head }: HeadedFile): number {
  return head.columns.findIndex((each) => each.name === column);
}

/** As the file has it: the database may write it otherwise. */
function valueIn(
  row: CsvRow,
  { column, value }: FaultyRow,
  headed: HeadedFile,
): string | undefined {
  const cell = cellOf(column, headed);
  return value === undefined || cell < 0 ? value : cellText(row, cell);
}

function shown(value: string | undefined): string {
  return value === undefined ? 'NULL' : shownText(value);
}

function badRowOf(faulty: FaultyRow, row: CsvRow, headed: HeadedFile, firsts: Firsts): BadRow {
  const { column, fault } = faulty;
  const value = valueIn(row, faulty, headed);
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
          { message: 'the first row with this key is here', location: firsts.placeOf(fault.first) },
        ],
        hint: 'remove one of the two rows, or add to "unique_key" the column that tells them apart',
      };
    default:
      return unreachable(fault);
  }
}
