import { describe, expect, test } from 'vitest';
import { exp, ln } from '../../bench/streamflow/portable-math.ts';
import { apportion, createUrn, createWeightedChoice } from '../../bench/streamflow/quota.ts';
import { createRandom, xoshiro128 } from '../../bench/streamflow/random.ts';
import { userIdAt } from '../../bench/streamflow/user-ids.ts';

test('xoshiro128** gives its published first numbers', () => {
  const next = xoshiro128([1, 2, 3, 4]);
  expect(Array.from({ length: 10 }, next)).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597,
    4258142804,
  ]);
});

test('ln and exp agree with the engine to 14 digits', () => {
  for (const x of [1e-16, 0.01, 0.5, 1, 1.5, 2, 73, 1e6]) {
    expect(Math.abs(ln(x) - Math.log(x))).toBeLessThanOrEqual(1e-14 * Math.max(1, Math.abs(ln(x))));
  }
  for (const x of [-20, -2.396, -0.3, 0, 0.5, 1, 5]) {
    expect(Math.abs(exp(x) / Math.exp(x) - 1)).toBeLessThan(1e-13);
  }
});

describe('a quota', () => {
  test('is split to whole numbers that sum to the total', () => {
    expect(apportion([1, 1, 1], 10)).toEqual([4, 3, 3]);
    expect(apportion([3555, 3488], 7043)).toEqual([3555, 3488]);
    expect(apportion([1, 2, 5], 0)).toEqual([0, 0, 0]);
  });

  test('drawn from an urn comes out exactly, whatever the seed', () => {
    for (const seed of [1, 2, 3]) {
      const draw = createUrn([5, 0, 3], createRandom(seed, 'urn'));
      const drawn = Array.from({ length: 8 }, draw).sort();
      expect(drawn).toEqual([0, 0, 0, 0, 0, 2, 2, 2]);
      expect(draw).toThrow('the urn is empty');
    }
  });

  test('chosen by weight is met exactly, and prefers the heavy', () => {
    const random = createRandom(5, 'weights');
    const weights = Array.from({ length: 1000 }, () => (random.chance(0.1) ? 50 : 5));
    const total = weights.reduce((a, b) => a + b, 0);
    const choose = createWeightedChoice(100, total, createRandom(7, 'choice'));
    const chosen = weights.filter((weight) => choose(weight));
    expect(chosen).toHaveLength(100);
    // The heavy are a tenth of all with ten times the weight: about half of those chosen.
    expect(chosen.filter((weight) => weight === 50).length).toBeGreaterThan(40);
    expect(chosen.filter((weight) => weight === 50).length).toBeLessThan(65);
  });
});

test('user ids are unique far beyond the reference, and begin with its first', () => {
  expect(userIdAt(0)).toBe('7590-VHVEG');
  const ids = new Set(Array.from({ length: 200_000 }, (_, i) => userIdAt(i)));
  expect(ids.size).toBe(200_000);
});
