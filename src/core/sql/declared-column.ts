import type { Location } from '../diagnostics/source-file.ts';

/** A column as the user declares it in YAML. */
export interface DeclaredColumn {
  readonly name: string;
  /** The PostgreSQL type as written; undefined: taken from the data or the select. */
  readonly type: string | undefined;
  readonly description: string | undefined;
  /** The first as_of whose file holds the column; before it the column is NULL. */
  readonly since: string | undefined;
  /** Of a seed: the unquoted cells of this column that are NULL; undefined: those of the seed. */
  readonly nullValues: readonly string[] | undefined;
  /** Whether it is tagged `pii`: results do not show its values. */
  readonly isPersonal: boolean;
  readonly location: Location;
}
