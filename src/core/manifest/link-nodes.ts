import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { ReadCall } from './discover-calls.ts';
import type { Edge, ExpectationNode, ModelNode, Node, SeedNode } from './node.ts';
import type { Resolver } from './resolve-name.ts';

/** The model with the edges that its template and its foreign keys make. */
export function linkModel(
  node: ModelNode,
  calls: readonly ReadCall[],
  resolver: Resolver,
  problems: Problems,
): ModelNode {
  const edges = readEdges(calls, resolver, problems);
  const foreignKeys = node.config.constraints.filter((each) => each.type === 'foreign_key');
  return {
    ...node,
    reads: [...new Set(edges.map((edge) => edge.to))],
    parents: [...edges, ...foreignKeyEdges(node, foreignKeys, resolver, problems)],
  };
}

/** The seed with the edges that its foreign keys make: what they refer to is loaded before. */
export function linkSeed(node: SeedNode, resolver: Resolver, problems: Problems): SeedNode {
  const parents = foreignKeyEdges(node, node.settings.foreignKeys, resolver, problems);
  return { ...node, parents };
}

function foreignKeyEdges(
  { id }: Node,
  foreignKeys: readonly { readonly to: string; readonly location: Location }[],
  resolver: Resolver,
  problems: Problems,
): readonly Edge[] {
  return foreignKeys.flatMap(({ to: name, location }): Edge[] => {
    const to = problems.attempt(() => resolver.ref(name, location));
    return to === undefined || to.id === id ? [] : [{ to: to.id, why: 'foreign-key', location }];
  });
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
