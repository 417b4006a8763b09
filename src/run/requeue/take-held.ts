import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import {
  createRequeued,
  HELD,
  hasNullKey,
  holdRows,
  letGoOfStaying,
  REQUEUED,
  readHeld,
  readHeldOneByOne,
  stayOtherwiseNamed,
  stayReadOtherwise,
  stayWhere,
} from '../../core/expectation/quarantine/requeued-rows.ts';
import type { Obstacle } from '../../core/materialization/requeue.ts';
import type { Column } from '../../core/sql/column.ts';
import type { Relation } from '../../core/sql/relation.ts';
import { sqlState } from '../../postgres/postgres-error.ts';
import { number } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';

/** Takes hold of the quarantined rows of an as_of; answers how many. */
export async function holdQuarantined(
  session: Session,
  table: Relation,
  asOf: string | undefined,
): Promise<number> {
  for (const sql of holdRows(table, asOf)) await session.query(sql);
  return countRows(session, HELD);
}

export interface RowShape {
  readonly columns: readonly Column[];
  readonly key: readonly string[];
  /** Of the table that takes them, for people. */
  readonly title: string;
  /** Columns whose values are not shown. */
  readonly masked: readonly string[];
  readonly obstacles: readonly Obstacle[];
}

/** Reads the rows that are held as rows of the node; those that do not fit stay, each with a reason. */
export async function readRequeued(
  session: Session,
  { columns, key, title, masked, obstacles }: RowShape,
): Promise<void> {
  await session.query(createRequeued(columns));
  for (const sql of stayOtherwiseNamed(columns, title)) await session.query(sql);
  await readAll(session, columns, masked);
  for (const sql of stayReadOtherwise(columns, masked)) await session.query(sql);
  const isKeyless: Obstacle[] =
    key.length === 0
      ? []
      : [{ condition: hasNullKey(key), reason: `its key (${key.join(', ')}) is NULL` }];
  for (const { condition, reason } of [...isKeyless, ...obstacles]) {
    for (const sql of stayWhere(condition, reason)) await session.query(sql);
  }
  await session.query(letGoOfStaying());
}

async function readAll(
  session: Session,
  columns: readonly Column[],
  masked: readonly string[],
): Promise<void> {
  await session.query('savepoint asof_requeue');
  try {
    await session.query(readHeld());
  } catch (error) {
    if (!isOfRow(error)) throw error;
    await session.query('rollback to savepoint asof_requeue');
    await session.query(readHeldOneByOne(columns, masked));
  }
  await session.query('release savepoint asof_requeue');
}

/** Whether it is a row that the database does not take: a value, a key, a constraint. */
export function isOfRow(error: unknown): error is DiagnosticError {
  return error instanceof DiagnosticError && /^2[23]/.test(sqlState(error) ?? '');
}

export function countRequeued(session: Session): Promise<number> {
  return countRows(session, REQUEUED);
}

async function countRows(session: Session, table: string): Promise<number> {
  const { rows } = await session.query(`select count(*) as row_count from ${table}`);
  return number(rows[0] ?? {}, 'row_count');
}
