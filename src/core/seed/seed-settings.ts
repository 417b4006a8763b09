import type { Location } from '../diagnostics/source-file.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import type { Encoding } from './encoding/encoding.ts';

/** How the files of one seed are read. */
export interface SeedSettings {
  readonly columns: readonly DeclaredColumn[];
  /** Unique within one as_of, or within one file where there is no as_of. */
  readonly uniqueKey: readonly string[];
  readonly onBadRow: 'error' | 'reject';
  /** How many rows may be rejected, as a count or as a percentage of the rows. */
  readonly maxRejects: MaxRejects | undefined;
  /** One ASCII character; undefined: what the ending of the file's name says. */
  readonly delimiter: string | undefined;
  /** One ASCII character, or empty where cells are never quoted. */
  readonly quote: string;
  /** What stands before a quote inside quotes; undefined: another quote. */
  readonly escape: string | undefined;
  /** What a line begins with that is no row. */
  readonly comment: string | undefined;
  readonly hasHeader: boolean;
  /** Whether names of the header are turned into plain ones. */
  readonly normalizesNames: boolean;
  /** undefined: UTF-8, or what a byte order mark says. */
  readonly encoding: Encoding | undefined;
  /** Unquoted cells that are NULL. */
  readonly nullValues: readonly string[];
  /** undefined: extra to the table is an error, extra to the declaration is inferred. */
  readonly onExtraColumn: 'error' | 'ignore' | 'add' | undefined;
  readonly onMissingColumn: 'error' | 'null';
  /** Columns whose values must be found in another node's. */
  readonly foreignKeys: readonly ForeignKey[];
  /** Columns that hold no NULL, beside those of the key. */
  readonly notNull: readonly string[];
}

export interface ForeignKey {
  readonly columns: readonly string[];
  /** The name of the model or seed referred to. */
  readonly to: string;
  /** Empty: its unique key. */
  readonly toColumns: readonly string[];
  readonly location: Location;
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
