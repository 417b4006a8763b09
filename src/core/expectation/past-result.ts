import type { ExpectationStatus } from './expectation-result.ts';

/** One of the results of an expectation that the journal holds, as far as a curve of them needs it. */
export interface PastResult {
  readonly asOf: string | undefined;
  readonly status: ExpectationStatus;
  /** Of the rows considered, 0 to 100. */
  readonly unexpectedPercent: number | undefined;
  /** A number, a date or a short text, where one was observed. */
  readonly observed: string | undefined;
  /** ISO 8601. */
  readonly checkedAt: string;
}
