import { type Amount, formatAmount } from '../core/expectation/history/amount.ts';
import type { HistoryRule } from '../core/expectation/history/history-rule.ts';

const WORDS = { median: 'median', mean: 'mean', min: 'least', max: 'greatest' } as const;

/** `within 20% of the median of the last 6 values`, `at most 1 above the last value` */
export function describeHistory({ last, of, maxRise, maxFall, same }: HistoryRule): string {
  const season = same === undefined ? '' : ` of the same ${same}`;
  const past =
    last === 1 ? `the last value${season}` : `the ${WORDS[of]} of the last ${last} values${season}`;
  const rise = maxRise && formatAmounts(maxRise);
  const fall = maxFall && formatAmounts(maxFall);
  if (rise !== undefined && rise === fall) return `within ${rise} of ${past}`;
  const limits = [
    ...(rise === undefined ? [] : [`at most ${rise} above`]),
    ...(fall === undefined ? [] : [`at most ${fall} below`]),
  ];
  return `${limits.join(' and ')} ${past}`;
}

/** The widest counts. */
function formatAmounts(amounts: readonly Amount[]): string {
  return amounts.map(formatAmount).join(' or ');
}
