import { type Graph, topologicalOrder } from './graph.ts';

/**
 * One shortest cycle of each knot of ids that depend on each other: `[a, b, c]` means that a needs
 * b, b needs c, and c needs a. Starts at the smallest id, so that the message is stable.
 */
export function findCycles<Id extends string>(graph: Graph<Id>): readonly (readonly Id[])[] {
  const ordered = new Set(topologicalOrder(graph));
  const cycles: Id[][] = [];
  const covered = new Set<Id>();
  for (const id of graph.ids) {
    if (ordered.has(id) || covered.has(id)) continue;
    const cycle = shortestWayBack(graph, id);
    if (cycle === undefined || cycle.some((each) => covered.has(each))) continue;
    cycles.push(cycle);
    for (const each of cycle) covered.add(each);
  }
  return cycles;
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
