import { formatRelation, type Relation } from '../../sql/relation.ts';
import type { Expectation } from '../expectation.ts';
import type { ExpectationResult } from '../expectation-result.ts';
import { type CountedRows, describeCounts, findByCounts } from '../find.ts';
import { blankResult } from '../judge.ts';
import { statusByLimits } from '../threshold-status.ts';

/** For an expectation whose unexpected rows were moved, unless they are more than its limits allow. */
export function judgeMoved(
  expectation: Expectation,
  counted: CountedRows,
  {
    asOf,
    durationMs,
    table,
  }: {
    readonly asOf: string | undefined;
    readonly durationMs: number;
    /** Where they were moved to. */
    readonly table: Relation;
  },
): ExpectationResult {
  const finding = findByCounts(counted, expectation);
  const result = { ...blankResult(expectation, asOf, durationMs), ...finding };
  if (counted.unexpected === 0) return { ...result, status: 'pass' };
  if (isBeyondLimit(counted, finding.status, expectation)) {
    return { ...result, status: 'fail', message: `${finding.message}, too many to be quarantined` };
  }
  return {
    ...result,
    status: 'warn',
    quarantinedIn: table,
    message: `${finding.message}: moved to ${formatRelation(table)}`,
  };
}

/** The same once a gate has shut: what was moved was rolled back, and no table has those rows. */
export function withoutMoving(result: ExpectationResult): ExpectationResult {
  if (result.quarantinedIn === undefined) return result;
  const { elementCount = 0, missingCount = 0, unexpectedCount = 0 } = result;
  const message = describeCounts(elementCount - missingCount, unexpectedCount);
  return { ...result, quarantinedIn: undefined, sql: undefined, message };
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
