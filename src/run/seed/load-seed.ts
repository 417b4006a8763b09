import { bug } from '../../core/diagnostics/bug.ts';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { cellGrammar } from '../../core/seed/grammar/cell-grammar.ts';
import type { WatchedColumn } from '../../core/seed/watch-rows.ts';
import { AS_OF, keyClause, readyPartition } from '../../core/sql/as-of-partition.ts';
import type { Column } from '../../core/sql/column.ts';
import { type Relation, renderRelation } from '../../core/sql/relation.ts';
import { sqlState } from '../../postgres/postgres-error.ts';
import type { Session } from '../../postgres/session.ts';
import { type AsideColumn, createAside, dropDefaults, setCaptures } from './aside.ts';
import { createBadRows } from './bad-rows.ts';
import { explainCopyError } from './copy-error.ts';
import { type CopiedFile, type CopyResult, copySeedFile, nullSpelling } from './copy-file.ts';
import { findDuplicates } from './find-duplicates.ts';
import { type HeadedFile, readSeedColumns, type SeedColumns } from './read-columns.ts';
import { absolutePath, type SeedUnit, tableKey } from './seed-unit.ts';

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
}

export interface CopiedSeed {
  /** Of the table aside: the files' columns, those of the path, then as_of. */
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly files: readonly CopiedFile[];
}

const UNIQUE_VIOLATION = '23505';

/**
 * Creates the table aside in the caller's transaction and fills it with the unit's files, keyed and
 * ready to be published. Bad rows are thrown together, up to twenty; nothing but the transaction
 * itself has to be rolled back then.
 */
export async function copySeedUnit(
  session: Session,
  unit: SeedUnit,
  aside: Relation,
  options: CopySeedOptions = {},
): Promise<CopiedSeed> {
  checkSettings(unit);
  const { settings } = unit.node;
  const delimiter = settings.delimiter.charCodeAt(0);
  const columns = await readSeedColumns(session, unit, {
    delimiter,
    isNull: nullSpelling(settings).isNull,
  });

  await session.query('savepoint seed_copy');
  let filled = await fill(session, unit, { columns, aside, ...options });
  if (filled.hasMisfit) {
    // the whole of the files has been seen: the types that are known now hold every cell
    await session.query('rollback to savepoint seed_copy');
    filled = await fill(session, unit, { columns, aside, ...options });
    if (filled.hasMisfit) bug('a type that was inferred from all rows does not hold them');
  }
  await session.query('release savepoint seed_copy');

  await addKey(session, unit, { columns, aside, files: filled.files });
  return {
    columns: filled.asideColumns.map(({ name, type }) => ({ name, type })),
    rowCount: filled.files.reduce((sum, file) => sum + file.rowCount, 0),
    files: filled.files,
  };
}

/** What this version of asof cannot do is refused, never half done. */
function checkSettings({ node }: SeedUnit): void {
  const { location, settings } = node;
  if (settings.onBadRow === 'reject') {
    fail('config-value', '"on_bad_row" must be error: rejecting rows is not supported yet', {
      location,
      hint: 'write on_bad_row: error, or leave it out',
    });
  }
  if (!/^[^\n\r"\u0080-\uffff]$/.test(settings.delimiter)) {
    fail(
      'config-value',
      `"delimiter" must be one ASCII character that is no quote and no line end, not "${settings.delimiter}"`,
      { location },
    );
  }
}

interface Filling extends CopySeedOptions {
  readonly columns: SeedColumns;
  readonly aside: Relation;
}

interface Filled {
  readonly asideColumns: readonly AsideColumn[];
  readonly files: readonly CopiedFile[];
  readonly hasMisfit: boolean;
}

async function fill(
  session: Session,
  unit: SeedUnit,
  { columns, aside, onProgress, signal }: Filling,
): Promise<Filled> {
  const asideColumns = await createAside(session, unit, { columns, aside });
  const totalBytes = columns.files.reduce((sum, { stamp }) => sum + Number(stamp.size), 0);
  const badRows = createBadRows();
  const files: CopiedFile[] = [];
  let bytesRead = 0;
  let rowCount = 0;
  let hasMisfit = false;

  for (const headed of columns.files) {
    const path = absolutePath(unit, headed.file);
    const isSending: boolean = badRows.isEmpty() && !hasMisfit;
    if (isSending) await setCaptures(session, aside, headed.file.captures);
    const { settings } = unit.node;
    const delimiter = settings.delimiter.charCodeAt(0);
    const result: CopyResult = await copySeedFile(session, {
      headed,
      path,
      settings,
      columns: watchedColumns(unit, { headed, columns, asideColumns }),
      aside: isSending ? aside : undefined,
      badRows,
      onChunk(bytes, rows) {
        bytesRead += bytes;
        onProgress?.({ file: headed.file.path, rowCount: rowCount + rows, bytesRead, totalBytes });
      },
      signal,
    }).catch(async (error: unknown) => {
      badRows.throwIfAny();
      throw await explainCopyError(error, path, { headed, delimiter });
    });
    rowCount += result.copied.rowCount;
    hasMisfit ||= result.hasMisfit;
    files.push(result.copied);
    if (badRows.isFull()) break;
  }
  badRows.throwIfAny();
  return { asideColumns, files, hasMisfit };
}

/** The columns of a file in the order of its header, each with what its cells may be. */
function watchedColumns(
  unit: SeedUnit,
  {
    headed,
    columns,
    asideColumns,
  }: {
    readonly headed: HeadedFile;
    readonly columns: SeedColumns;
    readonly asideColumns: readonly AsideColumn[];
  },
): readonly WatchedColumn[] {
  const key = tableKey(unit.node);
  return headed.head.columns.map(({ name }) => {
    const column = columns.data.find((each) => each.name === name);
    const made = asideColumns.find((each) => each.name === name);
    if (column === undefined || made === undefined) return bug(`the column ${name} was not made`);
    const type = typeof column.type === 'string' ? cellGrammar(made.cellType) : column.type;
    return { name, isKey: key.includes(name), type };
  });
}

/** Keys the table after it is filled, which is faster than while. */
async function addKey(
  session: Session,
  unit: SeedUnit,
  {
    columns,
    aside,
    files,
  }: {
    readonly columns: SeedColumns;
    readonly aside: Relation;
    readonly files: readonly CopiedFile[];
  },
): Promise<void> {
  const captured = columns.captured.map((column) => column.name);
  const key = tableKey(unit.node);
  const { asOf } = unit;
  await dropDefaults(session, aside, asOf === undefined ? captured : [...captured, AS_OF.name]);
  if (asOf === undefined && key.length === 0) return;

  await session.query('savepoint seed_key');
  try {
    await session.query(
      asOf === undefined
        ? `alter table ${renderRelation(aside)} add ${keyClause(aside, key)}`
        : readyPartition({ aside, asOf, key }),
    );
    await session.query('release savepoint seed_key');
  } catch (error) {
    if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
    await session.query('rollback to savepoint seed_key');
    const rowCounts = files.map((file) => file.rowCount);
    const found = await findDuplicates(session, unit, { aside, key, columns, rowCounts });
    found.throwIfAny();
    throw error;
  }
}
