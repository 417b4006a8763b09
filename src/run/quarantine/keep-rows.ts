import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { IncomingRows } from '../../core/expectation/quarantine/incoming-rows.ts';
import { MOVED } from '../../core/expectation/quarantine/incoming-rows.ts';
import {
  createQuarantine,
  forgetReplaced,
  keepMoved,
  QUARANTINE_COLUMNS,
} from '../../core/expectation/quarantine/keep-moved.ts';
import type { RelationNode } from '../../core/plan/node-rows.ts';
import { formatRelation, type Relation } from '../../core/sql/relation.ts';
import { lockInTransaction } from '../../postgres/advisory-lock.ts';
import { type CatalogRelation, readRelations } from '../../postgres/catalog.ts';
import { boolean } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';

export interface KeptRows {
  readonly table: Relation;
  readonly incoming: IncomingRows;
  /** Of the expectations, in the order of their ordinals. */
  readonly ids: readonly string[];
  readonly node: RelationNode;
  readonly asOf: string | undefined;
  readonly context: Pick<RunContext, 'runId' | 'clock'>;
}

/** Puts the rows that were moved now in the place of those that were moved before; answers how many. */
export async function keepRows(
  session: Session,
  { table, incoming, ids, node, asOf, context }: KeptRows,
): Promise<number> {
  const exists = await findQuarantine(session, table, node);
  if (!exists) {
    const { rows } = await session.query(`select exists (select from ${MOVED}) as exists`);
    if (!boolean(rows[0] ?? {}, 'exists')) return 0;
    await makeQuarantine(session, table, node);
  } else {
    await session.query(forgetReplaced(table, incoming, asOf));
  }
  const { rowCount } = await session.query(
    keepMoved(table, incoming, {
      ids,
      asOf,
      runId: context.runId,
      quarantinedAt: context.clock.now().toISOString(),
    }),
  );
  return rowCount;
}

/** Whether the table is there; refuses what somebody else made under its name. */
export async function findQuarantine(
  session: Session,
  table: Relation,
  node: RelationNode,
): Promise<boolean> {
  const found = (await readRelations(session, [table])).get(formatRelation(table));
  if (found === undefined) return false;
  if (isQuarantine(found)) return true;
  const kind = found.kind.replaceAll('_', ' ');
  const what = found.kind === 'table' ? 'a table with other columns' : `a ${kind}`;
  return fail(
    'quarantine-in-the-way',
    `"${formatRelation(table)}" must be the table of the quarantined rows of "${node.name}", not ${what}`,
    {
      location: node.location,
      hint: `rename or drop it yourself, or give the ${node.kind} another name in the database with "alias"`,
    },
  );
}

/** Whether there are quarantined rows; what somebody else made under the name is none of asof's. */
export async function hasQuarantine(session: Session, table: Relation): Promise<boolean> {
  const found = (await readRelations(session, [table])).get(formatRelation(table));
  return found !== undefined && isQuarantine(found);
}

export function isQuarantine({ kind, columns }: CatalogRelation): boolean {
  const names = new Set(columns.map((column) => column.name));
  return kind === 'table' && Object.keys(QUARANTINE_COLUMNS).every((name) => names.has(name));
}

/** As_ofs of a seed are loaded side by side: one of them makes the table. */
export async function makeQuarantine(
  session: Session,
  table: Relation,
  { name }: RelationNode,
): Promise<void> {
  await lockInTransaction(session, `asof quarantine ${formatRelation(table)}`);
  await session.query(createQuarantine(table, name));
}
