import { Problems } from '../diagnostics/problems.ts';
import { type Graph, topologicalOrder } from '../graph/graph.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { DiscoveredCalls } from './discover-calls.ts';
import { resolveRead } from './link-nodes.ts';
import type { Node } from './node.ts';
import type { Resolver } from './resolve-name.ts';
import { temporalityOf } from './temporality.ts';

/** The nodes with their temporality, which depends on that of what they read. */
export function withTemporality(
  nodes: Readonly<Record<NodeId, Node>>,
  graph: Graph<NodeId>,
  callsOf: ReadonlyMap<string, DiscoveredCalls>,
  resolver: Resolver,
): Readonly<Record<NodeId, Node>> {
  const settled: Record<NodeId, Node> = { ...nodes };
  for (const id of topologicalOrder(graph)) {
    const node = settled[id];
    if (node?.kind !== 'model') continue;
    const calls = callsOf.get(node.file);
    const inputs = (calls?.reads ?? []).flatMap((call) => {
      const input = settled[new Problems().attempt(() => resolveRead(call, resolver).id) ?? id];
      if (input === undefined || input.kind === 'expectation' || input.id === id) return [];
      return [{ temporality: input.temporality, isOwnAsOf: call.asOf === undefined }];
    });
    const { materialized, asOfColumn } = node.config;
    const temporality = temporalityOf({
      materialized,
      asOfColumn,
      usesAsOf: calls?.usesAsOf ?? false,
      inputs,
    });
    settled[id] = { ...node, temporality };
  }
  return settled;
}
