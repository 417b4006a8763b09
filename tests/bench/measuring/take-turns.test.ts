import { expect, test } from 'vitest';
import { bestOf, takeTurns } from '../../../bench/measuring/take-turns.ts';

/** A side whose figures are given, the last one again and again; what is told of a turn goes to `turns`. */
function side(name: string, figures: readonly number[], turns: string[] = []) {
  return (round: number): number => {
    turns.push(`${name} ${round}`);
    return figures[round] ?? figures.at(-1) ?? 0;
  };
}

test('both sides have a turn in every round, and who was first is second in the next', async () => {
  const turns: string[] = [];
  await takeTurns(4, { asof: side('asof', [1], turns), baseline: side('baseline', [1], turns) });
  expect(turns).toEqual([
    ...['asof 0', 'baseline 0', 'baseline 1', 'asof 1'],
    ...['asof 2', 'baseline 2', 'baseline 3', 'asof 3'],
  ]);
});

test('the best figure of each side counts', async () => {
  const sides = { asof: side('asof', [3, 2, 4]), baseline: side('baseline', [5, 6, 1]) };
  expect(await takeTurns(3, sides)).toEqual({ asof: 2, baseline: 1 });
  expect(await bestOf(2, sides.asof)).toBe(2);
});

test('there are further rounds until neither side has been faster for three, three times as many at most', async () => {
  const rounds = async (asof: readonly number[], baseline: readonly number[]): Promise<number> => {
    const turns: string[] = [];
    await takeTurns(4, { asof: side('asof', asof, turns), baseline: side('baseline', baseline) });
    return turns.length;
  };
  expect(await rounds([5, 4, 4], [3])).toBe(5);
  expect(await rounds([5], [9, 9, 9, 8, 8, 7, 7])).toBe(9);
  expect(await rounds([5, 4.96, 4.955], [3])).toBe(4);
  const falling = Array.from({ length: 20 }, (_, round) => 100 - round * 3);
  expect(await rounds(falling, [3])).toBe(12);
});

test('a side that fails ends the comparison', async () => {
  const failing = takeTurns(2, {
    asof: () => Promise.reject(new Error('psql failed')),
    baseline: () => 1,
  });
  await expect(failing).rejects.toThrow('psql failed');
});
