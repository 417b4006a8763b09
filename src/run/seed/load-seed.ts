import { bug } from '../../core/diagnostics/bug.ts';
import { cellGrammar, hasGrammar, mayAlter } from '../../core/seed/grammar/cell-grammar.ts';
import { columnNullCheck } from '../../core/seed/null-cell.ts';
import type { WatchedColumn } from '../../core/seed/watch-rows.ts';
import { AS_OF, keyClause, readyPartition } from '../../core/sql/as-of-partition.ts';
import type { Column } from '../../core/sql/column.ts';
import { quoteIdentifier } from '../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../core/sql/relation.ts';
import { sqlState } from '../../postgres/postgres-error.ts';
import type { Session } from '../../postgres/session.ts';
import { type AsideColumn, createAside, dropDefaults, setCaptures } from './aside.ts';
import { type BadRows, createBadRows } from './bad-rows.ts';
import { copyErrorColumn, explainCopyError } from './copy-error.ts';
import { type CopiedFile, type CopyResult, copySeedFile } from './copy-file.ts';
import {
  type FaultyRow,
  findDuplicates,
  findInvalid,
  findOrphans,
  type SeedReference,
  type TextType,
} from './find-faults.ts';
import { type HeadedFile, liveColumns, readSeedColumns, type SeedColumns } from './read-columns.ts';
import { createRejectSpool, type RejectSpool } from './reject-spool.ts';
import { createRejects, type Rejects } from './rejects.ts';
import { absolutePath, type SeedUnit, tableKey } from './seed-unit.ts';
import { settleFaults } from './settle-faults.ts';

export interface SeedProgress {
  readonly file: string;
  readonly rowCount: number;
  /** Of all files of the unit. */
  readonly bytesRead: number;
  readonly totalBytes: number;
}

export interface CopySeedOptions {
  readonly onProgress?: ((progress: SeedProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether the columns may be others than those of the table that there is. */
  readonly isFullRefresh?: boolean;
  readonly references?: readonly SeedReference[];
}

export interface CopiedSeed {
  /** Of the table aside: the files' columns, those of the path, then as_of. */
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly files: readonly CopiedFile[];
  /** The rows that were set aside; the caller's to dispose of. */
  readonly rejects: RejectSpool;
}

const UNIQUE_VIOLATION = '23505';
/** More than anybody reads, when the first of them stops the load. */
const FAULTS_TO_LIST = 21;
const ANY_NUMBER = 1_000_000_000;

/**
 * Creates the table aside in the caller's transaction and fills it with the unit's files, keyed and
 * ready to be published. Bad rows are thrown together, up to twenty, or set aside; nothing but the
 * transaction itself has to be rolled back then.
 */
export async function copySeedUnit(
  session: Session,
  unit: SeedUnit,
  aside: Relation,
  options: CopySeedOptions = {},
): Promise<CopiedSeed> {
  const { isFullRefresh = false } = options;
  const live = isFullRefresh ? undefined : await liveColumns(session, unit);
  const columns = await readSeedColumns(unit, { live });
  const rejects = createRejectSpool();
  try {
    const filled = await fillAside(session, unit, { columns, aside, rejects, options });
    const files = await settleRows(session, unit, { ...filled, columns, aside, options });
    const rowCount = files.reduce((sum, file) => sum + file.rowCount, 0);
    filled.rejected?.checkLimit(rowCount + rejects.count());
    return {
      columns: filled.asideColumns.map(({ name, type }) => ({
        name,
        type: filled.textTypes.get(name)?.type ?? type,
      })),
      rowCount,
      files,
      rejects,
    };
  } catch (error) {
    rejects.clear();
    throw error;
  }
}

interface Filling {
  readonly columns: SeedColumns;
  readonly aside: Relation;
  readonly rejects: RejectSpool;
  readonly options: CopySeedOptions;
}

interface Filled {
  readonly asideColumns: readonly AsideColumn[];
  readonly files: readonly CopiedFile[];
  readonly badRows: BadRows;
  /** The same, where bad rows are set aside. */
  readonly rejected: Rejects | undefined;
  /** Columns that were copied as text because PostgreSQL refuses or alters cells: to these types. */
  readonly textTypes: ReadonlyMap<string, TextType>;
}

/** Copies until all cells fit: once more for a type that was guessed wrong, or that only PostgreSQL knows. */
async function fillAside(session: Session, unit: SeedUnit, filling: Filling): Promise<Filled> {
  await session.query('savepoint seed_copy');
  let textTypes: ReadonlyMap<string, TextType> = new Map();
  for (let tries = 0; ; tries += 1) {
    if (tries > 2 + textTypes.size) bug('the columns of a seed do not hold what was found in them');
    const found = await fill(session, unit, filling, textTypes);
    if (found.type === 'filled' && !found.hasMisfit) {
      await session.query('release savepoint seed_copy');
      return found;
    }
    // what was seen of the files widens the types that are inferred
    await session.query('rollback to savepoint seed_copy');
    if (found.type === 'refused') {
      const wider = new Map([...textTypes, ...found.unknownTypes]);
      if (wider.size === textTypes.size) throw found.error;
      textTypes = wider;
    }
  }
}

type FillResult =
  | (Filled & { readonly type: 'filled'; readonly hasMisfit: boolean })
  | {
      readonly type: 'refused';
      readonly error: unknown;
      /** The columns that are to be copied as text. */
      readonly unknownTypes: ReadonlyMap<string, TextType>;
    };

async function fill(
  session: Session,
  unit: SeedUnit,
  { columns, aside, rejects, options }: Filling,
  textTypes: ReadonlyMap<string, TextType>,
): Promise<FillResult> {
  rejects.clear();
  const { settings, location } = unit.node;
  const asideColumns = await createAside(session, unit, { columns, aside, asText: textTypes });
  const altering = textTypesOf(columns, asideColumns, isAltering);
  if (altering.size > 0) return { type: 'refused', error: undefined, unknownTypes: altering };
  const rejected =
    settings.onBadRow === 'reject'
      ? createRejects({ spool: rejects, limit: settings.maxRejects, location })
      : undefined;
  const badRows = rejected ?? createBadRows();
  const totalBytes = columns.files.reduce((sum, { stamp }) => sum + Number(stamp.size), 0);
  const files: CopiedFile[] = [];
  let bytesRead = 0;
  let rowCount = 0;
  let hasMisfit = false;

  for (const headed of columns.files) {
    const path = absolutePath(unit, headed.file);
    const isSending: boolean = !badRows.isStopped() && !hasMisfit;
    if (isSending) await setCaptures(session, aside, headed.file.captures);
    let result: CopyResult;
    try {
      result = await copySeedFile(session, {
        headed,
        path,
        columns: watchedColumns(unit, { headed, columns, asideColumns, textTypes }),
        aside: isSending ? aside : undefined,
        badRows,
        onChunk(bytes, rows) {
          bytesRead += bytes;
          const progress = { rowCount: rowCount + rows, bytesRead, totalBytes };
          options.onProgress?.({ file: headed.file.path, ...progress });
        },
        signal: options.signal,
      });
    } catch (error) {
      badRows.throwIfAny();
      const explained = await explainCopyError(error, path, headed);
      if (explained === error) throw error;
      const refused = copyErrorColumn(error);
      const unknownTypes = textTypesOf(
        columns,
        asideColumns,
        (column) => isUnknown(column) || column.name === refused,
      );
      return { type: 'refused', error: explained, unknownTypes };
    }
    rowCount += result.copied.rowCount;
    hasMisfit ||= result.hasMisfit;
    files.push(result.copied);
    if (badRows.isFull()) break;
  }
  badRows.throwIfAny();
  return { type: 'filled', asideColumns, files, badRows, rejected, textTypes, hasMisfit };
}

/** Columns to copy as text, with what they are to be. */
function textTypesOf(
  columns: SeedColumns,
  asideColumns: readonly AsideColumn[],
  isWanted: (column: AsideColumn) => boolean,
): ReadonlyMap<string, TextType> {
  // those that are text already, for now or for good, can be no wider
  const declared = new Set(
    columns.data.filter(({ type }) => typeof type === 'string').map((column) => column.name),
  );
  const wanted = asideColumns.filter(
    (column) => declared.has(column.name) && column.type !== 'text' && isWanted(column),
  );
  return new Map(
    wanted.map((column) => {
      const { name, type, cellType } = column;
      return [name, { type, cellType, mustReadBack: isAltering(column) }];
    }),
  );
}

/** Whether the watch beside COPY cannot tell what the type takes. */
function isUnknown({ type, cellType }: AsideColumn): boolean {
  return type !== cellType || !hasGrammar(cellType);
}

function isAltering({ cellType, isEnum }: AsideColumn): boolean {
  return !isEnum && mayAlter(cellType);
}

/** The columns of a file in the order of its header, each with what its cells may be. */
function watchedColumns(
  unit: SeedUnit,
  {
    headed,
    columns,
    asideColumns,
    textTypes,
  }: {
    readonly headed: HeadedFile;
    readonly columns: SeedColumns;
    readonly asideColumns: readonly AsideColumn[];
    readonly textTypes: ReadonlyMap<string, TextType>;
  },
): readonly WatchedColumn[] {
  const { settings } = unit.node;
  const key = tableKey(unit.node);
  return headed.head.columns.map(({ name }): WatchedColumn => {
    const isNull = columnNullCheck(settings, name);
    if (headed.ignored.has(name)) return { name, notNull: undefined, isNull, type: 'ignored' };
    const column = columns.data.find((each) => each.name === name);
    const made = asideColumns.find((each) => each.name === name);
    if (column === undefined || made === undefined) return bug(`the column ${name} was not made`);
    const isDeclared = settings.notNull.includes(name);
    const notNull = key.includes(name) ? 'key' : isDeclared ? 'declared' : undefined;
    const cellType = textTypes.get(name)?.cellType ?? made.cellType;
    const type = typeof column.type === 'string' ? cellGrammar(cellType) : column.type;
    return { name, notNull, isNull, type };
  });
}

interface Settling extends Filled {
  readonly columns: SeedColumns;
  readonly aside: Relation;
  readonly options: CopySeedOptions;
}

/** What only the database can tell of the rows: types of its own, foreign keys, the unique key. */
async function settleRows(
  session: Session,
  unit: SeedUnit,
  { files, badRows, rejected, textTypes, columns, aside, options }: Settling,
): Promise<readonly CopiedFile[]> {
  const search = { aside, limit: rejected === undefined ? FAULTS_TO_LIST : ANY_NUMBER };
  let left = files;
  const settle = async (faults: readonly FaultyRow[]): Promise<void> => {
    left = await settleFaults(session, unit, faults, {
      aside,
      headed: columns.files,
      files: left,
      badRows,
    });
  };
  if (textTypes.size > 0) {
    await settle(await findInvalid(session, textTypes, search));
    const clauses = [...textTypes].map(([name, { type }]) => {
      const column = quoteIdentifier(name);
      return `alter column ${column} type ${type} using ${column}::${type}`;
    });
    await session.query(`alter table ${renderRelation(aside)}\n  ${clauses.join(',\n  ')}`);
  }
  for (const reference of options.references ?? []) {
    await settle(await findOrphans(session, reference, search));
  }
  const captured = columns.captured.map((column) => column.name);
  await dropDefaults(
    session,
    aside,
    unit.asOf === undefined ? captured : [...captured, AS_OF.name],
  );
  await addKey(session, unit, aside, async () =>
    settle(await findDuplicates(session, tableKey(unit.node), search)),
  );
  return left;
}

/** Keys the table after it is filled, which is faster than while. */
async function addKey(
  session: Session,
  unit: SeedUnit,
  aside: Relation,
  settleDuplicates: () => Promise<void>,
): Promise<void> {
  const key = tableKey(unit.node);
  const { asOf } = unit;
  if (asOf === undefined && key.length === 0) return;
  const statement =
    asOf === undefined
      ? `alter table ${renderRelation(aside)} add ${keyClause(aside, key)}`
      : readyPartition({ aside, asOf, key });
  await session.query('savepoint seed_key');
  try {
    await session.query(statement);
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    await session.query('rollback to savepoint seed_key');
    await settleDuplicates();
    await session.query(statement);
  }
  await session.query('release savepoint seed_key');
}
