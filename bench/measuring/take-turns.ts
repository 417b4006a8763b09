/** One side of a comparison: does its work once and answers the figure, e.g. seconds. */
export type Side = (round: number) => number | Promise<number>;

export interface Turns {
  readonly asof: number;
  readonly baseline: number;
}

/**
 * The best of each side over some rounds. Both have a turn in every round, and whoever was first is
 * second in the next: a machine that is busy for a while, or warm from the other, harms both alike.
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
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? sides : [...sides].reverse();
    for (const [name, side] of order) best[name] = Math.min(best[name], await side(round));
  }
  return best;
}

/** The best of one side alone. */
export async function bestOf(rounds: number, side: Side): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round += 1) best = Math.min(best, await side(round));
  return best;
}
