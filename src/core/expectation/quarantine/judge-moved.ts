import type { Expectation } from '../expectation.ts';
import type { ExpectationResult } from '../expectation-result.ts';
import { type CountedRows, findByCounts } from '../find.ts';
import { blankResult } from '../judge.ts';
import { statusByLimits } from '../threshold-status.ts';

/** For an expectation whose unexpected rows were moved, unless they are more than its limits allow. */
export function judgeMoved(
  expectation: Expectation,
  counted: CountedRows,
  {
    asOf,
    durationMs,
    movedTo,
  }: {
    readonly asOf: string | undefined;
    readonly durationMs: number;
    /** For people. */
    readonly movedTo: string;
  },
): ExpectationResult {
  const finding = findByCounts(counted, expectation);
  const result = { ...blankResult(expectation, asOf, durationMs), ...finding };
  if (counted.unexpected === 0) return { ...result, status: 'pass' };
  if (isBeyondLimit(counted, finding.status, expectation)) {
    return { ...result, status: 'fail', message: `${finding.message}, too many to be quarantined` };
  }
  return { ...result, status: 'warn', message: `${finding.message}: moved to ${movedTo}` };
}

/** Without a limit that somebody gave, any number is moved. */
function isBeyondLimit(
  counted: CountedRows,
  status: ExpectationResult['status'],
  { threshold, mostly }: Expectation,
): boolean {
  if (threshold.type === 'limits') return statusByLimits(threshold, counted) === 'fail';
  return mostly < 1 && status === 'fail';
}
