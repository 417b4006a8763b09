import fc from 'fast-check';
import { createGraph, type Graph } from '../../../src/core/graph/graph.ts';

/** Up to twelve ids, each with parents among all of them: most have cycles. */
export const anyGraph: fc.Arbitrary<Graph<string>> = fc
  .array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 12 })
  .map((rows) =>
    createGraph(
      new Map(
        rows.map((parents, at) => [idAt(at), parents.map((parent) => idAt(parent % rows.length))]),
      ),
    ),
  );

/** Each id may need those before it only, so there is no cycle. */
export const acyclicGraph: fc.Arbitrary<Graph<string>> = fc
  .array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .chain((rows) => fc.tuple(fc.constant(rows), shuffledIds(rows.length)))
  .map(([rows, ids]) =>
    createGraph(
      new Map(
        rows.map((parents, at) => [
          ids[at] ?? '',
          parents.filter((parent) => parent < at).map((parent) => ids[parent] ?? ''),
        ]),
      ),
    ),
  );

function idAt(at: number): string {
  return `n${String(at).padStart(2, '0')}`;
}

/** So that the order of the ids says nothing about the order of the graph. */
function shuffledIds(count: number): fc.Arbitrary<string[]> {
  const ids = Array.from({ length: count }, (_, at) => idAt(at));
  return fc.shuffledSubarray(ids, { minLength: count, maxLength: count });
}
