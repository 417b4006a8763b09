import type { Json } from '../core/diagnostics/json.ts';
import type { Finding } from '../core/expectation/expectation-result.ts';
import { formatCount } from './plural.ts';
import { formatPercent } from './tolerance.ts';
import { showValue } from './unexpected-rows.ts';

/** What was found, in as few signs as say it. */
export function describeFound(
  finding: Omit<Finding, 'partialUnexpectedList' | 'details' | 'message'>,
): string {
  const { unexpectedCount, elementCount, missingCount, unexpectedPercent, observedValue } = finding;
  if (finding.status === 'error') return 'not checked';
  if (unexpectedPercent !== undefined && unexpectedCount !== undefined) {
    const considered = (elementCount ?? 0) - (missingCount ?? 0);
    if (unexpectedCount === 0)
      return `${formatCount(considered)} ${considered === 1 ? 'row' : 'rows'}`;
    return `${formatCount(unexpectedCount)} of ${formatCount(considered)} (${formatPercent(unexpectedPercent)})`;
  }
  if (observedValue !== undefined) return showObserved(observedValue);
  if (elementCount === 0) return 'no rows';
  return elementCount !== undefined && elementCount === missingCount ? 'only NULL' : '';
}

const MAX_OBSERVED = 32;

function showObserved(value: Json): string {
  if (typeof value === 'number') return formatNumber(value);
  const text = showValue(value);
  return text.length > MAX_OBSERVED ? `${text.slice(0, MAX_OBSERVED - 1)}…` : text;
}

/** Whole numbers whole, others with six digits. */
function formatNumber(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(6)));
}
