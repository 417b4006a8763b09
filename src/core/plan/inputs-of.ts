import { bug } from '../diagnostics/bug.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { ModelNode, Node } from '../manifest/node.ts';

type Nodes = Readonly<Record<NodeId, Node>>;

/** The nodes whose versions make up the version of one that reads `ids`. */
export function versionedInputs(nodes: Nodes, ids: readonly NodeId[]): readonly Node[] {
  // what is inlined is part of the reader's own SQL
  return expand(
    nodes,
    ids,
    (node) => node.temporality === 'inlined' || node.relation === undefined,
  );
}

/**
 * The nodes above that hold the state at one as_of, seen through views and ephemerals, which hold
 * nothing themselves: a reader demands that their as_of is its own.
 */
export function currentInputs(nodes: Nodes, node: Node): readonly ModelNode[] {
  const above = expand(
    nodes,
    node.parents.map((edge) => edge.to),
    ({ config }) => config.materialized === 'ephemeral' || config.materialized === 'view',
  );
  return above.filter(
    (each): each is ModelNode =>
      each.kind === 'model' && each.temporality === 'current' && each.id !== node.id,
  );
}

function expand(
  nodes: Nodes,
  ids: readonly NodeId[],
  isSeenThrough: (node: ModelNode) => boolean,
): readonly Node[] {
  const found: Node[] = [];
  const seen = new Set<NodeId>();
  const waiting = [...ids];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (seen.has(id)) continue;
    seen.add(id);
    const node = nodes[id] ?? bug(`the manifest lacks ${id}`);
    if (node.kind === 'model' && isSeenThrough(node)) waiting.push(...node.reads);
    else found.push(node);
  }
  return found;
}
