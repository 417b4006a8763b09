import type { Expectation, Limit, Threshold } from '../core/expectation/expectation.ts';
import { describeHistory } from './describe-history.ts';
import { formatCount } from './plural.ts';

/** How many unexpected rows are let pass: `none may be unexpected`, `warns at > 10, fails at > 1 %`. */
export function describeTolerance({
  mostly,
  threshold,
  history,
}: Pick<Expectation, 'mostly' | 'threshold' | 'history'>): string {
  if (threshold.type === 'limits') {
    const { warnIf, errorIf } = threshold;
    return [
      ...(warnIf === undefined ? [] : [`warns at ${describeLimit(warnIf)}`]),
      ...(errorIf === undefined ? [] : [`fails at ${describeLimit(errorIf)}`]),
    ].join(', ');
  }
  if (mostly === 1 && history !== undefined) return describeHistory(history);
  if (mostly === 1) return 'none may be unexpected';
  const most = `at most ${formatPercent(toleratedPercent(mostly))} may be unexpected`;
  return history === undefined ? most : `${most}, ${describeHistory(history)}`;
}

/** What it comes to when the expectation does not hold. */
export function describeSeverity(threshold: Threshold): string {
  if (threshold.type === 'severity') return threshold.severity;
  if (threshold.errorIf === undefined) return 'warn';
  return threshold.warnIf === undefined ? 'error' : 'warn, then error';
}

/** The share of rows that `mostly` lets be unexpected, 0 to 100. */
export function toleratedPercent(mostly: number): number {
  // 1 - 0.99 is not 0.01 in binary
  return Number((100 * (1 - mostly)).toPrecision(12));
}

/** `3 %`, `0.043 %`: three digits that mean something. */
export function formatPercent(percent: number): string {
  return `${Number(percent.toPrecision(3))} %`;
}

function describeLimit({ operator, amount, isPercent }: Limit): string {
  return `${operator} ${isPercent ? formatPercent(amount) : formatCount(amount)}`;
}
