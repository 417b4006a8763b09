import { expect, test } from 'vitest';
import { judge } from '../../../bench/report/judge.ts';
import type { Goal, Measured } from '../../../bench/report/measurement.ts';

const measured = (asof: number, baseline: number | undefined, goal: Goal): Measured => ({
  status: 'measured',
  what: 'a seed',
  against: 'psql',
  unit: 'seconds',
  asof,
  baseline,
  goal,
});

test('a ratio is met up to its bound', () => {
  const goal = { type: 'ratio', atMost: 1.25 } as const;
  expect(judge(measured(5, 4, goal))).toEqual({ ratio: 1.25, isMet: true });
  expect(judge(measured(6, 4, goal))).toEqual({ ratio: 1.5, isMet: false });
});

test('so many times faster is met from its bound on', () => {
  const goal = { type: 'times-faster', atLeast: 10 } as const;
  expect(judge(measured(2, 20, goal))).toEqual({ ratio: 0.1, isMet: true });
  expect(judge(measured(2, 19, goal)).isMet).toBe(false);
});

test('what is added is shared by the pieces of the work', () => {
  const goal = { type: 'added', atMost: 0.002, pieces: 1000 } as const;
  expect(judge(measured(3, 1, goal))).toEqual({ ratio: 3, isMet: true });
  expect(judge(measured(3.5, 1, goal)).isMet).toBe(false);
});

test('a value needs no baseline, and has no ratio without one', () => {
  const goal = { type: 'value', atMost: 1.5 } as const;
  expect(judge(measured(1.5, undefined, goal))).toEqual({ ratio: undefined, isMet: true });
  expect(judge(measured(1.6, undefined, goal))).toEqual({ ratio: undefined, isMet: false });
});

test('without a goal, or without what it compares with, nothing is met or missed', () => {
  expect(judge(measured(1, 2, { type: 'none' }))).toEqual({ ratio: 0.5, isMet: undefined });
  expect(judge(measured(1, undefined, { type: 'ratio', atMost: 1 })).isMet).toBeUndefined();
});
