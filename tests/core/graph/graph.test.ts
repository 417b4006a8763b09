import { expect, test } from 'vitest';
import { findCycles } from '../../../src/core/graph/cycle.ts';
import {
  ancestors,
  createGraph,
  descendants,
  subgraph,
  topologicalOrder,
} from '../../../src/core/graph/graph.ts';

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

test('each knot gives one shortest cycle that starts at its smallest id', () => {
  const knots = createGraph(
    new Map([
      ['a', ['b', 'c']],
      ['b', ['c']],
      ['c', ['a']],
      ['x', ['x']],
      ['y', ['a']],
    ]),
  );
  expect(findCycles(knots)).toEqual([['a', 'c'], ['x']]);
  expect(findCycles(graph)).toEqual([]);
});
