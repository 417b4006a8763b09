import type { Json } from '../../diagnostics/json.ts';

/** What an earlier run recorded of an expectation: the last that there is of its as_of. */
export interface PastObservation {
  /** undefined: the node knows none. */
  readonly asOf: string | undefined;
  /** ISO 8601. */
  readonly checkedAt: string;
  /** Of all rows together. */
  readonly whole: Observation;
  /** With `group_by`: of each group. */
  readonly groups: readonly ObservedGroup[];
}

export interface Observation {
  readonly observed: Json | undefined;
  readonly elementCount: number | undefined;
  readonly missingCount: number | undefined;
  readonly unexpectedCount: number | undefined;
}

export interface ObservedGroup extends Observation {
  readonly group: Readonly<Record<string, Json>>;
}
