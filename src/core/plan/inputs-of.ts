import { bug } from '../diagnostics/bug.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { ModelNode, Node } from '../manifest/node.ts';
import { isHistory } from './rows-condition.ts';

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
 * All that a snapshot is taken from: what it reads, and what the live tables among that were made
 * from. What a snapshot or a seed holds is its own, so nothing above it counts.
 */
export function sealedInputs(nodes: Nodes, ids: readonly NodeId[]): readonly Node[] {
  const found = new Map<NodeId, Node>();
  let waiting = versionedInputs(nodes, ids);
  while (waiting.length > 0) {
    const fresh = waiting.filter((node) => !found.has(node.id));
    for (const node of fresh) found.set(node.id, node);
    const above = fresh.flatMap((node) =>
      node.kind === 'model' && node.temporality !== 'dated' ? node.reads : [],
    );
    waiting = versionedInputs(nodes, above);
  }
  return [...found.values()];
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

/** The histories above, seen through views: a reader demands that they hold its own as_of. */
export function historyInputs(nodes: Nodes, node: Node): readonly ModelNode[] {
  return node.parents
    .flatMap((edge) => storedInputs(nodes, edge.to))
    .filter(
      (each): each is ModelNode =>
        each.kind === 'model' &&
        isHistory(each) &&
        each.temporality === 'dated' &&
        each.id !== node.id,
    );
}

/** What the rows of a node come from where it stands: itself, or what a view or an ephemeral reads. */
export function storedInputs(nodes: Nodes, id: NodeId): readonly Node[] {
  return expand(
    nodes,
    [id],
    ({ config }) => config.materialized === 'ephemeral' || config.materialized === 'view',
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
