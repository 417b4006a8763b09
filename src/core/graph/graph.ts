/** A directed graph over string ids: an edge goes from a parent to the child that needs it. */
export interface Graph<Id extends string> {
  readonly ids: readonly Id[];
  readonly parents: ReadonlyMap<Id, readonly Id[]>;
  readonly children: ReadonlyMap<Id, readonly Id[]>;
}

/** Builds the graph from each id's parents; parents that are no ids themselves are left out. */
export function createGraph<Id extends string>(
  parentsOf: ReadonlyMap<Id, Iterable<Id>>,
): Graph<Id> {
  const ids = [...parentsOf.keys()].sort();
  const parents = new Map<Id, Id[]>();
  const children = new Map<Id, Id[]>(ids.map((id) => [id, []]));
  for (const id of ids) {
    const known = new Set([...(parentsOf.get(id) ?? [])].filter((parent) => parentsOf.has(parent)));
    parents.set(id, [...known].sort());
    for (const parent of known) children.get(parent)?.push(id);
  }
  return { ids, parents, children };
}

export function ancestors<Id extends string>(graph: Graph<Id>, id: Id): ReadonlySet<Id> {
  return reach(graph.parents, id);
}

export function descendants<Id extends string>(graph: Graph<Id>, id: Id): ReadonlySet<Id> {
  return reach(graph.children, id);
}

/** Parents before children, ties by id; ids on a cycle are left out (see `findCycles`). */
export function topologicalOrder<Id extends string>(graph: Graph<Id>): readonly Id[] {
  const waiting = new Map(graph.ids.map((id) => [id, graph.parents.get(id)?.length ?? 0]));
  const order = graph.ids.filter((id) => waiting.get(id) === 0);
  for (const id of order) {
    for (const child of graph.children.get(id) ?? []) {
      const left = (waiting.get(child) ?? 0) - 1;
      waiting.set(child, left);
      if (left === 0) order.push(child);
    }
  }
  return order;
}

/** The graph over some of the ids: two are joined where a path led over ids that are left out. */
export function subgraph<Id extends string>(graph: Graph<Id>, kept: ReadonlySet<Id>): Graph<Id> {
  const nearest = new Map<Id, ReadonlySet<Id>>();
  for (const id of topologicalOrder(graph)) {
    const found = new Set<Id>();
    for (const parent of graph.parents.get(id) ?? []) {
      if (kept.has(parent)) found.add(parent);
      else for (const further of nearest.get(parent) ?? []) found.add(further);
    }
    nearest.set(id, found);
  }
  return createGraph(new Map([...kept].map((id) => [id, nearest.get(id) ?? []])));
}

function reach<Id extends string>(
  edges: ReadonlyMap<Id, readonly Id[]>,
  from: Id,
): ReadonlySet<Id> {
  const seen = new Set<Id>();
  const waiting = [from];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    for (const next of edges.get(id) ?? []) {
      if (seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return seen;
}
