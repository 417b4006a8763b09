import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  ancestors,
  createGraph,
  descendants,
  subgraph,
  topologicalOrder,
} from '../../../src/core/graph/graph.ts';
import { acyclicGraph } from './graphs.ts';

const graph = createGraph(
  new Map([
    ['d', ['b', 'c']],
    ['b', ['a']],
    ['c', ['a']],
    ['a', []],
  ]),
);

test('parents come before children, ties by id', () => {
  expect(topologicalOrder(graph)).toEqual(['a', 'b', 'c', 'd']);
});

test('ancestors and descendants are transitive and leave the node out', () => {
  expect([...ancestors(graph, 'd')].sort()).toEqual(['a', 'b', 'c']);
  expect([...descendants(graph, 'b')]).toEqual(['d']);
});

test('nodes that are left out join those around them', () => {
  const smaller = subgraph(graph, new Set(['a', 'd']));
  expect(smaller.parents.get('d')).toEqual(['a']);
});

test('in any graph without cycles each id comes once, behind its parents', () => {
  fc.assert(
    fc.property(acyclicGraph, (dag) => {
      const order = topologicalOrder(dag);
      expect([...order].sort()).toEqual(dag.ids);
      const places = new Map(order.map((id, at) => [id, at]));
      for (const id of order) {
        for (const parent of dag.parents.get(id) ?? []) {
          expect(places.get(parent)).toBeLessThan(places.get(id) ?? -1);
        }
      }
    }),
  );
});

test('the order is a matter of the graph alone, not of how it was written down', () => {
  fc.assert(
    fc.property(acyclicGraph, (dag) => {
      const backwards = createGraph(
        new Map([...dag.parents].reverse().map(([id, parents]) => [id, [...parents].reverse()])),
      );
      expect(topologicalOrder(backwards)).toEqual(topologicalOrder(dag));
    }),
  );
});

test('leaving ids out loses no way between those that stay', () => {
  fc.assert(
    fc.property(acyclicGraph, fc.infiniteStream(fc.boolean()), (dag, coins) => {
      const kept = new Set(dag.ids.filter(() => coins.next().value));
      const smaller = subgraph(dag, kept);
      for (const id of kept) {
        const before = [...ancestors(dag, id)].filter((each) => kept.has(each)).sort();
        expect([...ancestors(smaller, id)].sort()).toEqual(before);
      }
    }),
  );
});
