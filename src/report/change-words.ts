import type { ExpectationResult } from '../core/expectation/expectation-result.ts';

/** `new`, `still failing since 2024-01-31 12:01 UTC, 3 times in a row`, `fixed`; undefined: nothing changed. */
export function describeChange({
  change,
  since,
  consecutiveFailures,
}: Pick<ExpectationResult, 'change' | 'since' | 'consecutiveFailures'>): string | undefined {
  if (change !== 'still') return change;
  const from = since === undefined ? '' : ` since ${formatInstant(since)}`;
  return `still failing${from}, ${consecutiveFailures} times in a row`;
}

/** `2024-01-31 12:01 UTC` */
export function formatInstant(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}
