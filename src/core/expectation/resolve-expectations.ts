import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { ExpectationDeclaration, NodeName } from './declaration/expectation-declaration.ts';
import type { Expectation } from './expectation.ts';

/** What names of nodes stand for. Without a kind any model, seed or source may be meant. */
export interface NodeNames {
  readonly find: (name: string, kind: NodeName['kind']) => NodeId | undefined;
  /** For "did you mean". */
  readonly all: (kind: NodeName['kind']) => Iterable<string>;
}

/** Looks up the nodes and gives each expectation its id; two that would share one are reported. */
export function resolveExpectations(
  declarations: readonly ExpectationDeclaration[],
  names: NodeNames,
  problems: Problems,
): readonly Expectation[] {
  const places = new Map<string, Location>();
  return declarations.flatMap((declaration) => {
    const { about, check, column, kwargs, where, groupBy, mostly, threshold, gate, location } =
      declaration;
    const node = findNode(about, names, problems);
    const reads = resolveReads(declaration, names, problems);
    if (node === undefined || reads === undefined) return [];
    const id = idOf(declaration);
    const first = places.get(id);
    if (first !== undefined) {
      problems.error('expectation-duplicate', `two expectations would have the id "${id}"`, {
        location,
        notes: [{ message: 'the other one stands', location: first }],
        hint: declaration.name === undefined ? 'give one of them a "name:"' : 'rename one of them',
      });
      return [];
    }
    places.set(id, location);
    const { quarantine, storesFailures, sample, contextColumns, description, tags, owner } =
      declaration;
    const { limit, history, test, late, unresolved } = declaration;
    return [
      {
        id,
        node,
        check,
        column,
        kwargs,
        reads,
        where,
        groupBy,
        mostly,
        threshold,
        ...(history !== undefined && { history }),
        gate,
        quarantine,
        storesFailures,
        sample,
        contextColumns,
        description,
        tags,
        owner,
        limit,
        ...(test !== undefined && { test }),
        ...(late !== undefined && { late: { args: late, vars: {}, now: undefined } }),
        ...(unresolved !== undefined && { unresolved }),
        location,
      },
    ];
  });
}

function idOf({ about, name, isShared, column, title }: ExpectationDeclaration): string {
  if (name !== undefined) return isShared ? `${about.name}.${name}` : name;
  return [about.name, column, title].filter((part) => part !== undefined).join('.');
}

function resolveReads(
  declaration: ExpectationDeclaration,
  names: NodeNames,
  problems: Problems,
): Readonly<Record<string, NodeId>> | undefined {
  const reads: Record<string, NodeId> = {};
  for (const [argument, name] of Object.entries(declaration.reads)) {
    const node = findNode(name, names, problems);
    if (node === undefined) return undefined;
    reads[argument] = node;
  }
  return reads;
}

function findNode(name: NodeName, names: NodeNames, problems: Problems): NodeId | undefined {
  const found = names.find(name.name, name.kind);
  if (found !== undefined) return found;
  const kind = name.kind ?? 'model, seed or source';
  return problems.error('expectation-unknown-node', `there is no ${kind} named "${name.name}"`, {
    location: name.location,
    hint: didYouMean(name.name, names.all(name.kind)),
  });
}
