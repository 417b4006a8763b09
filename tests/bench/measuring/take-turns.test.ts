import { expect, test } from 'vitest';
import { bestOf, takeTurns } from '../../../bench/measuring/take-turns.ts';

test('both sides have a turn in every round, and who was first is second in the next', async () => {
  const turns: string[] = [];
  const side = (name: string) => (round: number) => turns.push(`${name} ${round}`);
  await takeTurns(3, { asof: side('asof'), baseline: side('baseline') });
  expect(turns).toEqual(['asof 0', 'baseline 0', 'baseline 1', 'asof 1', 'asof 2', 'baseline 2']);
});

test('the best figure of each side counts', async () => {
  const given = { asof: [3, 2, 4], baseline: [5, 6, 1] };
  const side = (figures: readonly number[]) => async (round: number) => figures[round] ?? 0;
  expect(await takeTurns(3, { asof: side(given.asof), baseline: side(given.baseline) })).toEqual({
    asof: 2,
    baseline: 1,
  });
  expect(await bestOf(2, side(given.asof))).toBe(2);
});

test('a side that fails ends the comparison', async () => {
  const failing = takeTurns(2, {
    asof: () => Promise.reject(new Error('psql failed')),
    baseline: () => 1,
  });
  await expect(failing).rejects.toThrow('psql failed');
});
