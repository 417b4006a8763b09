/** One side of a comparison: does its work once and answers the figure, e.g. seconds. */
export type Side = (round: number) => number | Promise<number>;

export interface Turns {
  readonly asof: number;
  readonly baseline: number;
}

/** What others do on the machine hides the best of a side for so many rounds, not longer. */
const QUIET_ROUNDS = 3;
/** A side that is faster by less has not become faster. */
const GAIN = 0.01;
/** How many times as many rounds as are asked for there may be. */
const MOST_TIMES = 3;

/**
 * The best of each side over some rounds, and over further ones as long as either gets faster. Both
 * have a turn in every round, and whoever was first is second in the next: a machine that is busy for
 * a while, or warm from the other, harms both alike.
 */
export async function takeTurns(
  rounds: number,
  { asof, baseline }: { readonly asof: Side; readonly baseline: Side },
): Promise<Turns> {
  const best = { asof: Number.POSITIVE_INFINITY, baseline: Number.POSITIVE_INFINITY };
  const sides = [
    ['asof', asof],
    ['baseline', baseline],
  ] as const;
  let lastGain = 0;
  const isSettled = (round: number): boolean =>
    round >= MOST_TIMES * rounds || round - lastGain > QUIET_ROUNDS;
  for (let round = 0; round < rounds || !isSettled(round); round += 1) {
    const order = round % 2 === 0 ? sides : [...sides].reverse();
    for (const [name, side] of order) {
      const figure = await side(round);
      if (figure < best[name] * (1 - GAIN)) lastGain = round;
      best[name] = Math.min(best[name], figure);
    }
  }
  return best;
}

/** The best of one side alone. */
export async function bestOf(rounds: number, side: Side): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) best = Math.min(best, await side(round));
  return best;
}
