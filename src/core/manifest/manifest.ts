import type { Location } from '../diagnostics/source-file.ts';
import type { Expectation } from '../expectation/expectation.ts';
import type { Graph } from '../graph/graph.ts';
import { createGraph } from '../graph/graph.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { Node } from './node.ts';

/** All nodes of a project, resolved. JSON-able. */
export interface Manifest {
  readonly projectName: string;
  readonly nodes: Readonly<Record<NodeId, Node>>;
  /** In the order of their files. */
  readonly expectations: readonly Expectation[];
  /** Names of models and seeds that are switched off, and where they are. */
  readonly disabled: Readonly<Record<string, Location>>;
  /** Whether it is true only of the command that made it: `now()` is an argument of an expectation. */
  readonly readsClock: boolean;
}

export function graphOf(manifest: Manifest): Graph<NodeId> {
  const nodes = Object.values<Node>(manifest.nodes);
  return createGraph(new Map(nodes.map((node) => [node.id, node.parents.map((edge) => edge.to)])));
}
