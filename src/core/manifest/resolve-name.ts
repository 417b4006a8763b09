import { fail } from '../diagnostics/diagnostic.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { ModelNode, Node, SeedNode, SourceNode } from './node.ts';

/** Turns the names in templates and YAML into nodes; what cannot be found is a located error. */
export interface Resolver {
  /** A model or seed. */
  ref(name: string, location: Location): ModelNode | SeedNode;
  source(source: string, table: string, location: Location): SourceNode;
}

export function createResolver(
  nodes: Iterable<Node>,
  disabled: Readonly<Record<string, Location>>,
): Resolver {
  const named = new Map<string, ModelNode | SeedNode>();
  const sources = new Map<string, SourceNode>();
  for (const node of nodes) {
    if (node.kind === 'model' || node.kind === 'seed') named.set(node.name, node);
    if (node.kind === 'source') sources.set(node.name, node);
  }
  return {
    ref(name, location) {
      const found = named.get(name);
      if (found !== undefined) return found;
      const off = disabled[name];
      if (off !== undefined) {
        return fail('ref-disabled', `"${name}" is disabled`, {
          location,
          notes: [{ message: `"${name}" is here`, location: off }],
          hint: 'enable it, or take the reference out',
        });
      }
      return fail('ref-not-found', `there is no model or seed named "${name}"`, {
        location,
        hint: didYouMean(name, named.keys()),
      });
    },
    source(source, table, location) {
      const name = `${source}.${table}`;
      return (
        sources.get(name) ??
        fail('source-not-found', `there is no source table "${name}"`, {
          location,
          hint:
            didYouMean(name, sources.keys()) ??
            'declare it under sources: in a YAML file of models/',
        })
      );
    },
  };
}
