import type { Limit, Threshold } from './expectation.ts';
import type { ExpectationStatus } from './expectation-result.ts';

/** What was found: how many are wrong, and of how many, where that is known. */
export interface Found {
  readonly unexpected: number;
  readonly considered: number;
}

/** The status by limits: the one that fails counts before the one that warns. */
export function statusByLimits(
  { warnIf, errorIf }: Extract<Threshold, { readonly type: 'limits' }>,
  found: Found,
): ExpectationStatus {
  if (exceeds(errorIf, found)) return 'fail';
  return exceeds(warnIf, found) ? 'warn' : 'pass';
}

/** The status of an expectation that does not hold at all. */
export function whenBroken(threshold: Threshold): ExpectationStatus {
  return threshold.type === 'severity' && threshold.severity === 'warn' ? 'warn' : 'fail';
}

function exceeds(limit: Limit | undefined, { unexpected, considered }: Found): boolean {
  if (limit === undefined) return false;
  const found = limit.isPercent ? (percentOf(unexpected, considered) ?? 0) : unexpected;
  switch (limit.operator) {
    case '>':
      return found > limit.amount;
    case '>=':
      return found >= limit.amount;
    case '=':
      return found === limit.amount;
    case '!=':
      return found !== limit.amount;
    case '<':
      return found < limit.amount;
    case '<=':
      return found <= limit.amount;
  }
}

/** Of the rows considered, 0 to 100; undefined where there are none. */
export function percentOf(unexpected: number, considered: number): number | undefined {
  return considered === 0 ? undefined : (100 * unexpected) / considered;
}
