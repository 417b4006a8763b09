import type { Problems } from '../diagnostics/problems.ts';
import type { ReadCall } from './discover-calls.ts';
import type { Edge, ExpectationNode, ModelNode, Node } from './node.ts';
import type { Resolver } from './resolve-name.ts';

/** The model with the edges that its template and its foreign keys make. */
export function linkModel(
  node: ModelNode,
  calls: readonly ReadCall[],
  resolver: Resolver,
  problems: Problems,
): ModelNode {
  const edges = readEdges(calls, resolver, problems);
  const foreignKeys = node.config.constraints.flatMap((constraint): Edge[] => {
    if (constraint.type !== 'foreign_key') return [];
    const to = problems.attempt(() => resolver.ref(constraint.to, constraint.location));
    return to === undefined || to.id === node.id
      ? []
      : [{ to: to.id, why: 'foreign-key', location: constraint.location }];
  });
  return {
    ...node,
    reads: [...new Set(edges.map((edge) => edge.to))],
    parents: [...edges, ...foreignKeys],
  };
}

function readEdges(
  calls: readonly ReadCall[],
  resolver: Resolver,
  problems: Problems,
): readonly Edge[] {
  return calls.flatMap((call): Edge[] => {
    const found = problems.attempt(() => resolveRead(call, resolver));
    return found === undefined ? [] : [{ to: found.id, why: 'ref', location: call.location }];
  });
}

export function resolveRead({ name, source, location }: ReadCall, resolver: Resolver): Node {
  return source === undefined
    ? resolver.ref(name, location)
    : resolver.source(source[0], source[1], location);
}

/** A query about one node that is built is a gate of it; others come after all that they read. */
function withGate(query: ExpectationNode, nodes: readonly Node[]): ExpectationNode {
  const [only, ...others] = query.reads;
  const node = nodes.find((each) => each.id === only);
  const isBuilt = node?.kind === 'seed' || (node?.kind === 'model' && node.relation !== undefined);
  return others.length === 0 && isBuilt ? { ...query, gates: only } : query;
}

/** The query with the edges that its template makes. */
export function linkQuery(
  query: ExpectationNode,
  calls: readonly ReadCall[],
  { resolver, nodes }: { readonly resolver: Resolver; readonly nodes: readonly Node[] },
  problems: Problems,
): ExpectationNode {
  const parents = readEdges(calls, resolver, problems);
  return withGate(
    { ...query, reads: [...new Set(parents.map((edge) => edge.to))], parents },
    nodes,
  );
}
