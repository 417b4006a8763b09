import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findCycles } from '../../../src/core/graph/cycle.ts';
import { ancestors, createGraph, topologicalOrder } from '../../../src/core/graph/graph.ts';
import { acyclicGraph, anyGraph } from './graphs.ts';

function cycles(parents: Readonly<Record<string, readonly string[]>>) {
  return findCycles(createGraph(new Map(Object.entries(parents))));
}

test('a knot gives the shortest way round, from its smallest id', () => {
  expect(cycles({ a: ['b', 'c'], b: ['c'], c: ['a'], x: ['x'], y: ['a'] })).toEqual([
    ['a', 'c'],
    ['x'],
  ]);
});

test('each id needs the next one, and the last the first', () => {
  expect(cycles({ c: ['a'], a: ['b'], b: ['c'] })).toEqual([['a', 'b', 'c']]);
});

test('what hangs below a cycle is not on it', () => {
  expect(cycles({ a: ['z'], y: ['z'], z: ['y'] })).toEqual([['y', 'z']]);
});

test('ways round of one knot that share no id are told at once', () => {
  expect(cycles({ a: ['b'], b: ['a', 'c'], c: ['b', 'd'], d: ['c'] })).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
});

test('without a cycle there is nothing to say', () => {
  fc.assert(
    fc.property(acyclicGraph, (graph) => {
      expect(findCycles(graph)).toEqual([]);
    }),
  );
});

test('every cycle goes round, shares no id with another and starts at its smallest', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const found = findCycles(graph);
      for (const cycle of found) {
        cycle.forEach((id, at) => {
          const next = cycle[(at + 1) % cycle.length];
          expect(graph.parents.get(id)).toContain(next);
        });
        expect(cycle[0]).toBe([...cycle].sort()[0]);
      }
      const all = found.flat();
      expect(new Set(all).size).toBe(all.length);
    }),
    { numRuns: 1000 },
  );
});

test('each knot is told of: every id that needs itself is joined with a cycle', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const told = new Set(findCycles(graph).flat());
      for (const id of graph.ids.filter((each) => ancestors(graph, each).has(each))) {
        const knot = graph.ids.filter(
          (each) => ancestors(graph, id).has(each) && ancestors(graph, each).has(id),
        );
        expect(knot.some((each) => told.has(each))).toBe(true);
      }
      const isAcyclic = topologicalOrder(graph).length === graph.ids.length;
      expect(told.size === 0).toBe(isAcyclic);
    }),
  );
});
