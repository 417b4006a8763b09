import type { Column } from '../../core/sql/column.ts';
import { formatRelation, type Relation } from '../../core/sql/relation.ts';
import { lockInTransaction, tryLockInTransaction } from '../../postgres/advisory-lock.ts';
import type { Session } from '../../postgres/session.ts';
import { createRejectSpool, type RejectSpool } from './bad-rows/reject-spool.ts';
import { liveColumns, readSeedColumns } from './columns/read-columns.ts';
import type { CopiedFile } from './copy/copy-file.ts';
import { type CopySeedOptions, fillAside } from './copy/fill-aside.ts';
import { settleRows } from './faults/settle-rows.ts';
import type { SeedUnit } from './seed-unit.ts';

export interface CopiedSeed {
  /** Of the table aside: the files' columns, those of the path, then as_of. */
  readonly columns: readonly Column[];
  readonly rowCount: number;
  readonly files: readonly CopiedFile[];
  /** The rows that were set aside; the caller's to dispose of. */
  readonly rejects: RejectSpool;
}

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
  await letFirstLoadFirst(session, unit);
  const live = isFullRefresh ? undefined : await liveColumns(session, unit);
  const columns = await readSeedColumns(unit, { live });
  const rejects = createRejectSpool();
  try {
    const filled = await fillAside(session, unit, { columns, aside, rejects, options });
    const files = await settleRows(session, unit, { ...filled, columns, aside, options });
    const rowCount = files.reduce((sum, file) => sum + file.rowCount, 0);
    filled.rejected?.checkLimit(rowCount);
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

/**
 * What one as_of's file makes of columns that nobody declares holds for the others: where there is no
 * table yet, the first that comes is loaded alone, and then the rest side by side.
 */
async function letFirstLoadFirst(session: Session, unit: SeedUnit): Promise<void> {
  if (unit.asOf === undefined || (await liveColumns(session, unit)) !== undefined) return;
  const title = `asof first load of ${formatRelation(unit.node.relation)}`;
  if (await tryLockInTransaction(session, title)) return;
  await lockInTransaction(session, title, { isShared: true });
}
