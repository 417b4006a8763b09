import type { Expectation } from '../core/expectation/expectation.ts';
import type { NodeId } from '../core/graph/node-id.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { ExpectationNode, Node } from '../core/manifest/node.ts';
import type { Relation } from '../core/sql/relation.ts';

/** What every node asks of the manifest, found once: looking through all nodes for each is quadratic. */
export interface ManifestIndex {
  readonly expectationsOf: ReadonlyMap<NodeId, readonly Expectation[]>;
  /** The expectations that are files of their own, by the node that they gate. */
  readonly queriesOf: ReadonlyMap<NodeId, readonly ExpectationNode[]>;
  /** Of models and seeds, by name. */
  readonly relations: Readonly<Record<string, Relation>>;
}

export function indexManifest({ nodes, expectations }: Manifest): ManifestIndex {
  const all = Object.values<Node>(nodes);
  const queries = all.filter((each): each is ExpectationNode => each.kind === 'expectation');
  return {
    expectationsOf: groupBy(expectations, (each) => each.node),
    queriesOf: groupBy(queries, (each) => each.gates),
    relations: Object.fromEntries(
      all.flatMap((each) =>
        (each.kind === 'model' || each.kind === 'seed') && each.relation !== undefined
          ? [[each.name, each.relation]]
          : [],
      ),
    ),
  };
}

function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => NodeId | undefined,
): ReadonlyMap<NodeId, readonly T[]> {
  const groups = new Map<NodeId, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
