import { type Graph, topologicalOrder } from './graph.ts';

/**
 * Shortest cycles among ids that depend on each other, at least one of each knot, and no two through
 * the same id: `[a, b, c]` means that a needs b, b needs c, and c needs a. Each starts at its
 * smallest id, so that the message is stable.
 */
export function findCycles<Id extends string>(graph: Graph<Id>): readonly (readonly Id[])[] {
  const ordered = new Set(topologicalOrder(graph));
  const cycles: Id[][] = [];
  const covered = new Set<Id>();
  for (const id of graph.ids) {
    if (ordered.has(id) || covered.has(id)) continue;
    const cycle = shortestWayBack(graph, id);
    if (cycle === undefined || cycle.some((each) => covered.has(each))) continue;
    cycles.push(fromSmallest(cycle));
    for (const each of cycle) covered.add(each);
  }
  return cycles;
}

function fromSmallest<Id extends string>(cycle: readonly Id[]): Id[] {
  const start = cycle.reduce((least, id, at) => (id < (cycle[least] ?? id) ? at : least), 0);
  return [...cycle.slice(start), ...cycle.slice(0, start)];
}

function shortestWayBack<Id extends string>(graph: Graph<Id>, start: Id): Id[] | undefined {
  const cameFrom = new Map<Id, Id>();
  const waiting: Id[] = [start];
  for (const id of waiting) {
    for (const parent of graph.parents.get(id) ?? []) {
      if (parent === start) return wayTo(id, start, cameFrom);
      if (cameFrom.has(parent)) continue;
      cameFrom.set(parent, id);
      waiting.push(parent);
    }
  }
  return undefined;
}

function wayTo<Id extends string>(id: Id, start: Id, cameFrom: ReadonlyMap<Id, Id>): Id[] {
  const way: Id[] = [];
  for (let at: Id | undefined = id; at !== undefined && at !== start; at = cameFrom.get(at)) {
    way.unshift(at);
  }
  return [start, ...way];
}
