import type { Random } from './random.ts';

/** Splits `total` in proportion to `weights`, to whole numbers that sum to it (largest remainders, earlier first). */
export function apportion(weights: readonly number[], total: number): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const shares = weights.map((weight) => Math.floor((weight * total) / sum));
  const remainders = weights.map((weight) => (weight * total) % sum);
  const byRemainder = weights
    .map((_, i) => i)
    .sort((i, j) => at(remainders, j) - at(remainders, i));
  const missing = total - shares.reduce((a, b) => a + b, 0);
  for (const i of byRemainder.slice(0, missing)) shares[i] = at(shares, i) + 1;
  return shares;
}

/**
 * An urn of `counts[i]` balls of colour i: each call draws one and keeps it out. Drawn to the end, every colour came
 * exactly as often as it was put in, in random order, without a list of all draws in memory.
 */
export function createUrn(counts: readonly number[], random: Random): () => number {
  const left = [...counts];
  let total = left.reduce((a, b) => a + b, 0);
  return () => {
    if (total === 0) throw new Error('the urn is empty');
    let ball = random.below(total);
    total -= 1;
    let colour = 0;
    while (ball >= at(left, colour)) {
      ball -= at(left, colour);
      colour += 1;
    }
    left[colour] = at(left, colour) - 1;
    return colour;
  };
}

/**
 * Chooses exactly `count` of those whose whole-number weights sum to `total`, each with a probability in proportion to
 * its weight (systematic sampling: the running sum is cut at equal steps from a random start).
 */
export function createWeightedChoice(
  count: number,
  total: number,
  random: Random,
): (weight: number) => boolean {
  let sum = random.below(total);
  return (weight) => {
    sum += weight * count;
    if (sum < total) return false;
    sum -= total;
    return true;
  };
}

function at(values: readonly number[], index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error(`there is no share ${index} among ${values.length}`);
  return value;
}
