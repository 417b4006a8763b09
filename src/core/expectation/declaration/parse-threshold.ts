import type { LocatedEntry } from '../../diagnostics/located-value.ts';
import type { Problems } from '../../diagnostics/problems.ts';
import type { Limit, Threshold } from '../expectation.ts';
import { parseLimit } from './parse-limit.ts';
import { refuse } from './setting-value.ts';
import type { Spelling } from './spelling.ts';

interface ThresholdEntries {
  readonly severity: LocatedEntry | undefined;
  readonly warnIf: LocatedEntry | undefined;
  readonly errorIf: LocatedEntry | undefined;
}

/** When unexpected rows warn, and when they fail. */
export function parseThreshold(
  entries: ThresholdEntries,
  mostly: LocatedEntry | undefined,
  spelling: Spelling,
  problems: Problems,
): Threshold {
  const severity = parseSeverity(entries.severity, problems);
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
  // a severity beside limits is dbt's way to say them
  if (spelling === 'asof' && entries.severity === undefined) {
    return { type: 'limits', warnIf, errorIf };
  }
  return dbtLimits(severity, warnIf, errorIf);
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

function parseSeverity(entry: LocatedEntry | undefined, problems: Problems): 'error' | 'warn' {
  if (entry === undefined) return 'error';
  const text = entry.value.type === 'scalar' ? String(entry.value.value).toLowerCase() : '';
  // Great Expectations says critical, warning and info
  if (text === 'error' || text === 'critical') return 'error';
  if (text === 'warn' || text === 'warning' || text === 'info') return 'warn';
  refuse('severity', 'error or warn', entry.value, problems);
  return 'error';
}

function parseLimitEntry(entry: LocatedEntry | undefined, problems: Problems): Limit | undefined {
  if (entry === undefined) return undefined;
  const limit = entry.value.type === 'scalar' ? parseLimit(entry.value.text) : undefined;
  if (limit !== undefined) return limit;
  return refuse(entry.key, 'a limit such as "> 10" or "> 1%"', entry.value, problems);
}
