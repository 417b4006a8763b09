import type { ExpectationResult, ExpectationStatus } from './expectation-result.ts';

/** What the last earlier run found that checked the same expectation. */
export interface PreviousResult {
  readonly status: ExpectationStatus;
  /** ISO 8601: the first of the failures that it ended; undefined: it held. */
  readonly since: string | undefined;
  readonly consecutiveFailures: number;
}

/** The result with what it is against the one before: new, still failing, fixed, or neither. */
export function withChange(
  result: ExpectationResult,
  previous: PreviousResult | undefined,
  checkedAt: string,
): ExpectationResult {
  const hasFailed = previous !== undefined && previous.status !== 'pass';
  if (result.status === 'pass') {
    const change = hasFailed ? 'fixed' : undefined;
    return { ...result, change, since: undefined, consecutiveFailures: 0 };
  }
  if (!hasFailed) return { ...result, change: 'new', since: checkedAt, consecutiveFailures: 1 };
  return {
    ...result,
    change: 'still',
    since: previous.since ?? checkedAt,
    consecutiveFailures: previous.consecutiveFailures + 1,
  };
}
