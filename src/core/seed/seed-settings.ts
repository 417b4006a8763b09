import type { DeclaredColumn } from '../sql/declared-column.ts';

/** How the files of one seed are read. */
export interface SeedSettings {
  readonly columns: readonly DeclaredColumn[];
  /** Unique within one as_of, or within one file where there is no as_of. */
  readonly uniqueKey: readonly string[];
  readonly onBadRow: 'error' | 'reject';
  /** How many rows may be rejected, as a count or as a percentage of the rows. */
  readonly maxRejects: MaxRejects | undefined;
  /** One character. */
  readonly delimiter: string;
  /** Unquoted cells that are NULL. */
  readonly nullValues: readonly string[];
}

export type MaxRejects =
  | { readonly type: 'count'; readonly count: number }
  | { readonly type: 'percent'; readonly percent: number };

/** One CSV file of a seed. */
export interface SeedFile {
  /** Relative to the project directory, with `/`. */
  readonly path: string;
  /** `2024-01-31`; undefined for a seed without as_of. */
  readonly asOf: string | undefined;
  /** The parts of the path that `{name}` captured, each a column of the table. */
  readonly captures: Readonly<Record<string, string | number>>;
}
