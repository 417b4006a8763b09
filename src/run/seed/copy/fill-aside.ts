import { bug } from '../../../core/diagnostics/bug.ts';
import type { Relation } from '../../../core/sql/relation.ts';
import type { Session } from '../../../postgres/session.ts';
import { type BadRows, createBadRows } from '../bad-rows/bad-rows.ts';
import type { RejectSpool } from '../bad-rows/reject-spool.ts';
import { createRejects, type Rejects } from '../bad-rows/rejects.ts';
import { type AsideColumn, createAside, setCaptures } from '../columns/aside.ts';
import type { SeedColumns } from '../columns/read-columns.ts';
import { isAltering, isUnknown, textTypesOf } from '../columns/text-types.ts';
import { watchedColumns } from '../columns/watched-columns.ts';
import type { SeedReference, TextType } from '../faults/find-faults.ts';
import { absolutePath, type SeedUnit } from '../seed-unit.ts';
import { copyErrorColumn, explainCopyError, isAboutRows } from './copy-error.ts';
import { type CopiedFile, type CopyResult, copySeedFile } from './copy-file.ts';

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

export interface Filling {
  readonly columns: SeedColumns;
  readonly aside: Relation;
  readonly rejects: RejectSpool;
  readonly options: CopySeedOptions;
}

export interface Filled {
  readonly asideColumns: readonly AsideColumn[];
  readonly files: readonly CopiedFile[];
  readonly badRows: BadRows;
  /** The same, where bad rows are set aside. */
  readonly rejected: Rejects | undefined;
  /** Columns that were copied as text because PostgreSQL refuses or alters cells: to these types. */
  readonly textTypes: ReadonlyMap<string, TextType>;
}

/** Copies until all cells fit: once more for a type that was guessed wrong, or that only PostgreSQL knows. */
export async function fillAside(
  session: Session,
  unit: SeedUnit,
  filling: Filling,
): Promise<Filled> {
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
      textTypes = new Map([...textTypes, ...found.unknownTypes]);
    }
  }
}

type FillResult =
  | (Filled & { readonly type: 'filled'; readonly hasMisfit: boolean })
  | {
      readonly type: 'refused';
      /** Further columns that are to be copied as text. */
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
  if (altering.size > 0) return { type: 'refused', unknownTypes: altering };
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
      const refused = copyErrorColumn(error);
      const unknownTypes = textTypesOf(
        columns,
        asideColumns,
        (column) => isUnknown(column) || column.name === refused,
      );
      if (isAboutRows(error) && unknownTypes.size > 0) return { type: 'refused', unknownTypes };
      throw await explainCopyError(error, {
        path,
        headed,
        isSentInPart: badRows.areLeftOut || headed.ignored.size > 0,
        signal: options.signal,
      });
    }
    rowCount += result.copied.rowCount;
    hasMisfit ||= result.hasMisfit;
    files.push(result.copied);
    if (badRows.isFull()) break;
  }
  badRows.throwIfAny();
  return { type: 'filled', asideColumns, files, badRows, rejected, textTypes, hasMisfit };
}
