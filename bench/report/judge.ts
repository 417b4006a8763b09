import { unreachable } from '../../src/core/diagnostics/unreachable.ts';
import type { Measured } from './measurement.ts';

export interface Verdict {
  /** asof divided by the baseline; undefined without a baseline. */
  readonly ratio: number | undefined;
  /** undefined where there is no goal, or nothing to compare with. */
  readonly isMet: boolean | undefined;
}

/** Holds a measurement against its goal. */
export function judge(measured: Measured): Verdict {
  const { asof, baseline } = measured;
  return {
    ratio: baseline === undefined ? undefined : asof / baseline,
    isMet: isMet(measured),
  };
}

function isMet({ asof, baseline, goal }: Measured): boolean | undefined {
  if (goal.type === 'none') return undefined;
  if (goal.type === 'value') return asof <= goal.atMost;
  if (baseline === undefined) return undefined;
  switch (goal.type) {
    case 'ratio':
      return asof <= goal.atMost * baseline;
    case 'times-faster':
      return goal.atLeast * asof <= baseline;
    case 'added':
      return (asof - baseline) / goal.pieces <= goal.atMost;
    default:
      return unreachable(goal);
  }
}
