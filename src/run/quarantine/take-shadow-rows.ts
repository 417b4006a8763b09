import type { IncomingRows } from '../../core/expectation/quarantine/incoming-rows.ts';
import { createMoved } from '../../core/expectation/quarantine/move-failing.ts';
import { quarantineTable } from '../../core/expectation/quarantine/quarantine-table.ts';
import type { ModelNode } from '../../core/manifest/node.ts';
import { dateLiteral } from '../../core/sql/quote.ts';
import { formatRelation, type Relation, renderRelation } from '../../core/sql/relation.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import { findQuarantine, makeQuarantine } from './keep-rows.ts';

export interface ShadowRows {
  readonly node: ModelNode & { readonly relation: Relation };
  /** Of the node, in the shadow. */
  readonly shadow: Relation;
  /** Only those of it; undefined: of all that were replayed, which are all that there are. */
  readonly asOf: string | undefined;
  readonly context: Pick<RunContext, 'runId'>;
}

/** Takes over what a replay has quarantined in its shadow, in the place of what there was. */
export async function takeShadowRows(
  session: Session,
  incoming: IncomingRows,
  { node, shadow, asOf, context }: ShadowRows,
): Promise<number> {
  await session.query(createMoved(incoming));
  const table = quarantineTable(node.relation);
  const source = quarantineTable(shadow);
  const isHeld = await findQuarantine(session, table, node);
  const isTaken = (await readRelations(session, [source])).has(formatRelation(source));
  const of = asOf === undefined ? '' : `\nwhere as_of = ${dateLiteral(asOf)}`;
  if (isHeld) await session.query(`delete from ${renderRelation(table)}${of}`);
  if (!isTaken) return 0;
  if (!isHeld) await makeQuarantine(session, table, node);
  const { rowCount } = await session.query({
    sql: `insert into ${renderRelation(table)} (run_id, as_of, expectations, key, key_published, row, quarantined_at)
select $1, as_of, expectations, key, key_published, row, quarantined_at from ${renderRelation(source)}${of}
order by id`,
    values: [context.runId],
  });
  return rowCount;
}
