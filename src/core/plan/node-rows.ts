import { bug } from '../diagnostics/bug.ts';
import type { ModelNode, Node, SeedNode, SourceNode } from '../manifest/node.ts';
import { quoteIdentifier } from '../sql/quote.ts';
import { renderRelation } from '../sql/relation.ts';
import { rowsCondition } from './rows-condition.ts';

/** What has rows of its own. */
export type RelationNode = SeedNode | SourceNode | ModelNode;

/** Whether its rows are those of its select, which no relation in the database holds for every as_of. */
export function isInlined(node: Node): node is ModelNode {
  return node.kind === 'model' && (node.relation === undefined || node.temporality === 'inlined');
}

/**
 * The node's rows as a `from` item: of a dated one, those of one as_of. `select` is its SQL where it
 * `isInlined`; `system` are columns that every table has, to come with the others.
 */
export function nodeRows(
  node: RelationNode,
  {
    asOf,
    select,
    system = [],
  }: {
    readonly asOf: string | undefined;
    readonly select: string | undefined;
    readonly system?: readonly string[];
  },
): string {
  const alias = quoteIdentifier(node.name);
  if (isInlined(node)) {
    const compiled = select ?? bug(`the select of ${node.id} was not compiled`);
    return `(\n${compiled}\n) as ${alias}`;
  }
  const relation = node.relation ?? bug(`${node.id} has no relation`);
  const condition = rowsCondition(node, asOf);
  if (condition === undefined) return renderRelation(relation);
  const columns = ['*', ...system].join(', ');
  return `(select ${columns} from ${renderRelation(relation)} where ${condition}) as ${alias}`;
}
