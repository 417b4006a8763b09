import { bug } from '../diagnostics/bug.ts';
import { type Graph, topologicalOrder } from './graph.ts';

/** An id that will not run because of another that did not succeed. */
export interface Skip<Id extends string> {
  readonly id: Id;
  readonly because: Id;
}

/** Hands out ids whose parents have all succeeded; decides nothing about how they run. */
export interface Schedule<Id extends string> {
  /** The ready id with the most work behind it, now marked as running. */
  take(): Id | undefined;
  /** Records the end of a running id; returns what is skipped because of it, in order. */
  settle(id: Id, succeeded: boolean): readonly Skip<Id>[];
  /** Nothing is ready, running or waiting any more. */
  readonly isDone: boolean;
}

/** `weights` are expected durations (default 1): the longest path goes first. */
export function createSchedule<Id extends string>(
  graph: Graph<Id>,
  weights: ReadonlyMap<Id, number> = new Map(),
): Schedule<Id> {
  const order = topologicalOrder(graph);
  if (order.length !== graph.ids.length) bug('a schedule needs a graph without cycles');
  const pathLength = longestPaths(graph, order, weights);
  const waitingFor = new Map(order.map((id) => [id, graph.parents.get(id)?.length ?? 0]));
  const ready = order.filter((id) => waitingFor.get(id) === 0);
  const running = new Set<Id>();
  const ended = new Set<Id>();

  const byPath = (a: Id, b: Id) =>
    (pathLength.get(a) ?? 0) - (pathLength.get(b) ?? 0) || (a < b ? 1 : -1);

  function skipBelow(failed: Id): Skip<Id>[] {
    const skips: Skip<Id>[] = [];
    const waiting: Skip<Id>[] = [{ id: failed, because: failed }];
    for (const at of waiting) {
      for (const child of graph.children.get(at.id) ?? []) {
        if (ended.has(child)) continue;
        ended.add(child);
        const skip = { id: child, because: failed };
        skips.push(skip);
        waiting.push(skip);
      }
    }
    return skips;
  }

  return {
    take() {
      ready.sort(byPath);
      const id = ready.pop();
      if (id !== undefined) running.add(id);
      return id;
    },
    settle(id, succeeded) {
      if (!running.delete(id)) bug(`${id} is settled without running`);
      ended.add(id);
      if (!succeeded) return skipBelow(id);
      for (const child of graph.children.get(id) ?? []) {
        const left = (waitingFor.get(child) ?? 0) - 1;
        waitingFor.set(child, left);
        if (left === 0 && !ended.has(child)) ready.push(child);
      }
      return [];
    },
    get isDone() {
      return ended.size === order.length;
    },
  };
}

function longestPaths<Id extends string>(
  graph: Graph<Id>,
  order: readonly Id[],
  weights: ReadonlyMap<Id, number>,
): ReadonlyMap<Id, number> {
  const lengths = new Map<Id, number>();
  for (const id of [...order].reverse()) {
    const below = (graph.children.get(id) ?? []).map((child) => lengths.get(child) ?? 0);
    lengths.set(id, (weights.get(id) ?? 1) + Math.max(0, ...below));
  }
  return lengths;
}
