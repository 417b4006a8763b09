import { quarantineTable } from '../../core/expectation/quarantine/quarantine-table.ts';
import type { NodeId } from '../../core/graph/node-id.ts';
import type { Node } from '../../core/manifest/node.ts';
import { formatRelation, renderRelation } from '../../core/sql/relation.ts';
import { readRelations } from '../../postgres/catalog.ts';
import { optionalText, text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { isQuarantine } from '../quarantine/keep-rows.ts';

/** The as_ofs of the rows in the quarantine of each node that has one, in order; undefined: of none. */
export async function readQuarantinedAsOfs(
  session: Session,
  nodes: readonly Node[],
): Promise<ReadonlyMap<NodeId, readonly (string | undefined)[]>> {
  const tables = nodes.flatMap((node) =>
    (node.kind === 'model' || node.kind === 'seed') && node.relation !== undefined
      ? [{ id: node.id, table: quarantineTable(node.relation) }]
      : [],
  );
  const found = await readRelations(
    session,
    tables.map((each) => each.table),
  );
  const there = tables.filter(({ table }) => {
    const relation = found.get(formatRelation(table));
    return relation !== undefined && isQuarantine(relation);
  });
  if (there.length === 0) return new Map();
  const selects = there.map(
    ({ table }, at) =>
      `select $1::text[] as ids, ${at + 1} as place, as_of from ${renderRelation(table)} group by as_of`,
  );
  const { rows } = await session.query({
    sql: `select ids[place] as id, as_of from (\n${selects.join('\nunion all\n')}\n) as held
order by place, as_of nulls first`,
    values: [there.map((each) => each.id)],
  });
  return new Map(
    there.map(({ id }) => [
      id,
      rows.filter((row) => text(row, 'id') === id).map((row) => optionalText(row, 'as_of')),
    ]),
  );
}
