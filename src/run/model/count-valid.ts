import { rowsCondition } from '../../core/plan/rows-condition.ts';
import { renderRelation } from '../../core/sql/relation.ts';
import { number } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import type { StoredModel } from './stored-model.ts';

/** How many versions of a history are read at an as_of. */
export async function countValid(
  session: Session,
  node: StoredModel,
  asOf: string | undefined,
): Promise<number> {
  const condition = rowsCondition(node, asOf) ?? 'true';
  const { rows } = await session.query(
    `select count(*) as row_count from ${renderRelation(node.relation)} where ${condition}`,
  );
  return number(rows[0] ?? {}, 'row_count');
}
