import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Limit, Threshold } from '../expectation.ts';
import { parseLimit } from './parse-limit.ts';
import { refuse } from './setting-value.ts';

interface ThresholdEntries {
  readonly warnIf: LocatedEntry | undefined;
  readonly errorIf: LocatedEntry | undefined;
  readonly mostly: LocatedEntry | undefined;
}

/** When unexpected rows warn, and when they fail. */
export function parseThreshold(
  { mostly, ...entries }: ThresholdEntries,
  {
    severity,
    isDbt,
    isQuarantine,
  }: {
    readonly severity: 'error' | 'warn';
    /** Whether limits that are left out are dbt's: a severity beside limits is dbt's way to say them. */
    readonly isDbt: boolean;
    /** Whether any number of rows is moved, unless a limit says otherwise. */
    readonly isQuarantine: boolean;
  },
  problems: Problems,
): Threshold {
  const warnIf = parseLimitEntry(entries.warnIf, problems);
  const errorIf = parseLimitEntry(entries.errorIf, problems);
  const limit = entries.warnIf ?? entries.errorIf;
  if (limit === undefined) return { type: 'severity', severity };
  if (mostly !== undefined) {
    problems.error('expectation-argument', `"mostly" and "${limit.key}" both set a limit`, {
      location: mostly.keyLocation,
      hint: 'keep one of them',
    });
  }
  if (!isDbt || isQuarantine) return { type: 'limits', warnIf, errorIf };
  return dbtLimits(severity, warnIf, errorIf);
}

export function parseSeverity(
  entry: LocatedEntry | undefined,
  problems: Problems,
): 'error' | 'warn' {
  if (entry === undefined) return 'error';
  const text = entry.value.type === 'scalar' ? String(entry.value.value).toLowerCase() : '';
  // Great Expectations says critical, warning and info
  if (text === 'error' || text === 'critical') return 'error';
  if (text === 'warn' || text === 'warning' || text === 'info') return 'warn';
  refuse('severity', 'error or warn', entry.value, problems);
  return 'error';
}

/** In dbt each limit is `!= 0` unless given, and a test of severity warn never fails. */
function dbtLimits(
  severity: 'error' | 'warn',
  warnIf: Limit | undefined,
  errorIf: Limit | undefined,
): Threshold {
  const anyRow: Limit = { operator: '!=', amount: 0, isPercent: false };
  return {
    type: 'limits',
    warnIf: warnIf ?? anyRow,
    errorIf: severity === 'warn' ? undefined : (errorIf ?? anyRow),
  };
}

function parseLimitEntry(entry: LocatedEntry | undefined, problems: Problems): Limit | undefined {
  if (entry === undefined) return undefined;
  const limit = entry.value.type === 'scalar' ? parseLimit(entry.value.text) : undefined;
  if (limit !== undefined) return limit;
  return refuse(entry.key, 'a limit such as "> 10" or "> 1%"', entry.value, problems);
}
