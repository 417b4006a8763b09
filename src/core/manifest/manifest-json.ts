import type { Json } from '../diagnostics/json.ts';
import { plain } from '../diagnostics/located-value.ts';
import type { Expectation } from '../expectation/expectation.ts';
import { formatRelation } from '../sql/relation.ts';
import type { Manifest } from './manifest.ts';
import type { Node } from './node.ts';

/** The manifest as target/manifest.json holds it. */
export function manifestJson(manifest: Manifest): { readonly [key: string]: Json } {
  const nodes = Object.values<Node>(manifest.nodes);
  return {
    project: manifest.projectName,
    nodes: Object.fromEntries(nodes.map((node) => [node.id, nodeJson(node)])),
    expectations: manifest.expectations.map(expectationJson),
  };
}

/** A node as manifest.json and `ls --json` hold it. */
export function nodeJson(node: Node): { readonly [key: string]: Json } {
  return {
    node: node.id,
    name: node.name,
    kind: node.kind,
    materialized: materializedOf(node) ?? null,
    relation: relationOf(node) ?? null,
    temporality: node.kind === 'expectation' ? null : node.temporality,
    file: node.file,
    tags: node.tags,
    meta: node.meta,
    description: node.description ?? null,
    columns: columnsOf(node).map(({ name, type, description }) => ({
      name,
      type: type ?? null,
      description: description ?? null,
    })),
    reads: node.reads,
    parents: [...new Set(node.parents.map(({ to }) => to))],
  };
}

export function materializedOf(node: Node): string | undefined {
  return node.kind === 'model' ? node.config.materialized : undefined;
}

/** `raw.users`, of a node that is a relation. */
export function relationOf(node: Node): string | undefined {
  if (node.kind === 'expectation' || node.relation === undefined) return undefined;
  return formatRelation(node.relation);
}

function columnsOf(node: Node) {
  if (node.kind === 'expectation') return [];
  return node.kind === 'seed' ? node.settings.columns : node.columns;
}

/** Arguments that are not known yet, as they are written. */
function lateKwargs({ late }: Expectation): { readonly [key: string]: Json } {
  const args = Object.entries(late?.args ?? {});
  return Object.fromEntries(args.map(([name, value]) => [name, plain(value)]));
}

function expectationJson(expectation: Expectation): { readonly [key: string]: Json } {
  return {
    id: expectation.id,
    node: expectation.node,
    column: expectation.column ?? null,
    check: expectation.check,
    kwargs: { ...expectation.kwargs, ...lateKwargs(expectation) },
    gate: expectation.gate,
    on_fail: expectation.quarantine === undefined ? null : 'quarantine',
    store_failures: expectation.storesFailures,
    tags: expectation.tags,
    owner: expectation.owner ?? null,
    description: expectation.description ?? null,
    file: expectation.location.file,
    line: expectation.location.line,
  };
}
