import type { Verdict } from './check.ts';
import type { RowCounts } from './compile-expectations.ts';
import type { Expectation } from './expectation.ts';
import type { ExpectationStatus, Finding } from './expectation-result.ts';
import type { Count } from './facts/condition.ts';
import type { Fact } from './facts/fact.ts';
import { percentOf, statusByLimits, whenBroken } from './threshold-status.ts';

/** What a verdict says of the rows it is about. */
export function findByVerdict(verdict: Verdict, { threshold, history }: Expectation): Finding {
  const isLeftToHistory = history !== undefined && verdict.isUnbounded === true;
  return {
    status: verdict.holds || isLeftToHistory ? 'pass' : whenBroken(threshold),
    elementCount: undefined,
    missingCount: undefined,
    unexpectedCount: verdict.unexpectedCount,
    unexpectedPercent: undefined,
    observedValue: verdict.observed,
    details: verdict.details,
    partialUnexpectedList: verdict.unexpectedList ?? [],
    message: isLeftToHistory ? undefined : verdict.message,
  };
}

/** How many rows of a relation, or of what is on its way into one, an expectation is about. */
export interface CountedRows {
  readonly elements: number;
  readonly considered: number;
  readonly unexpected: number;
}

/** The numbers that the answers give. */
export function readCounts(counts: RowCounts, text: (fact: Fact) => string | null): CountedRows {
  return {
    elements: countOf(counts.elements, text),
    considered: countOf(counts.considered, text),
    unexpected: countOf(counts.unexpected, text),
  };
}

/** What the counts of the rows say of them. */
export function findByCounts(
  { elements, considered, unexpected }: CountedRows,
  expectation: Expectation,
): Finding {
  const percent = percentOf(unexpected, considered);
  return {
    status: statusOfCounts(considered, unexpected, expectation),
    elementCount: elements,
    missingCount: elements - considered,
    unexpectedCount: unexpected,
    unexpectedPercent: percent,
    observedValue: undefined,
    details: undefined,
    partialUnexpectedList: [],
    message: unexpected === 0 ? undefined : describeCounts(considered, unexpected),
  };
}

function statusOfCounts(
  considered: number,
  unexpected: number,
  { threshold, mostly, limit, history }: Expectation,
): ExpectationStatus {
  if (threshold.type === 'limits') {
    const counted = Math.min(unexpected, limit ?? unexpected);
    return statusByLimits(threshold, { considered, unexpected: counted });
  }
  // it says how many may be unexpected, unless `mostly` says so too
  if (history !== undefined && mostly === 1) return 'pass';
  const holds = considered === 0 || (considered - unexpected) / considered >= mostly;
  return holds ? 'pass' : whenBroken(threshold);
}

/** What the counts say, for people. */
export function describeCounts(considered: number, unexpected: number): string {
  const percent = percentOf(unexpected, considered);
  const noun = considered === 1 ? 'row is' : 'rows are';
  return `${unexpected} of ${considered} ${noun} unexpected (${formatPercent(percent ?? 0)})`;
}

function formatPercent(percent: number): string {
  return `${Number(percent.toPrecision(2))} %`;
}

export function countOf({ of, minus }: Count, text: (fact: Fact) => string | null): number {
  return Number(text(of)) - (minus === undefined ? 0 : Number(text(minus)));
}
