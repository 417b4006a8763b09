import type { Measurement } from '../report/measurement.ts';

/** How large the measured work is. */
export interface Sizes {
  /** Of the seed, the upsert and the snapshot. */
  readonly rows: number;
  /** Of the reference month. */
  readonly users: number;
  readonly models: number;
  /** Of the table that expectations are checked on. */
  readonly scanRows: number;
  /** How many turns asof and its baseline take; the best counts. */
  readonly rounds: number;
  /** Whether also what takes minutes is measured. */
  readonly isLarge: boolean;
}

/** A row of the measures: what asof does, beside the best that does the same without it. */
export interface Row {
  /** As `npm run bench -- NAME` chooses it. */
  readonly name: string;
  readonly title: string;
  readonly needsPsql: boolean;
  /** Measured only where it is named. */
  readonly isOptional?: boolean;
  readonly measure: (sizes: Sizes) => Promise<readonly Measurement[]>;
}
