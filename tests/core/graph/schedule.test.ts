import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createGraph, type Graph } from '../../../src/core/graph/graph.ts';
import { createSchedule } from '../../../src/core/graph/schedule.ts';

function graph(parents: Readonly<Record<string, readonly string[]>>): Graph<string> {
  return createGraph(new Map(Object.entries(parents)));
}

test('a failed node skips everything below it, and says because of what', () => {
  const schedule = createSchedule(graph({ a: [], b: ['a'], c: ['b'], d: [] }));
  expect([schedule.take(), schedule.take(), schedule.take()]).toEqual(['a', 'd', undefined]);
  expect(schedule.settle('a', false)).toEqual([
    { id: 'b', because: 'a' },
    { id: 'c', because: 'a' },
  ]);
  schedule.settle('d', true);
  expect(schedule.isDone).toBe(true);
});

test('the longest path goes first', () => {
  const parents = graph({ a: [], b: [], c: ['b'] });
  expect(createSchedule(parents).take()).toBe('b');
  expect(createSchedule(parents, new Map([['a', 5]])).take()).toBe('a');
});

/** Node i may need any node before it, so there is no cycle. */
const dag = fc
  .array(fc.array(fc.nat(30), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
  .map((rows) =>
    graph(
      Object.fromEntries(
        rows.map((needs, at) => [
          `n${at}`,
          needs.filter((need) => need < at).map((need) => `n${need}`),
        ]),
      ),
    ),
  );

test('no node before its parents, never more than the limit, and every node ends exactly once', () => {
  fc.assert(
    fc.property(
      dag,
      fc.integer({ min: 1, max: 4 }),
      fc.infiniteStream(fc.boolean()),
      (nodes, limit, coins) => {
        const schedule = createSchedule(nodes);
        const ended: string[] = [];
        const succeeded = new Set<string>();
        const running: string[] = [];
        while (!schedule.isDone) {
          for (let id = schedule.take(); id !== undefined; id = schedule.take()) {
            for (const parent of nodes.parents.get(id) ?? []) expect(succeeded).toContain(parent);
            running.push(id);
            if (running.length === limit) break;
          }
          const id = running.shift();
          if (id === undefined) throw new Error('nothing runs and nothing is done');
          const isSuccess = coins.next().value;
          if (isSuccess) succeeded.add(id);
          ended.push(id, ...schedule.settle(id, isSuccess).map((skip) => skip.id));
        }
        expect(ended.sort()).toEqual([...nodes.ids].sort());
      },
    ),
  );
});
