import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { SeedFile, SeedSettings } from '../seed/seed-settings.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import type { LocatedText } from './located-text.ts';

/** What one layer (a folder of project.yml, a declaration) says about a seed. */
export interface SeedFields {
  readonly values: { readonly [Key in keyof SeedLayer]?: SeedLayer[Key] | undefined };
  /** Where each of them is written, by the key that the user wrote. */
  readonly locations: Readonly<Record<string, Location>>;
}

export interface SeedLayer extends Omit<SeedSettings, 'columns' | 'foreignKeys' | 'notNull'> {
  /** The template of each file's as_of, not yet rendered. */
  readonly asOf: LocatedText;
  /** dbt's `column_types`. */
  readonly columnTypes: readonly DeclaredColumn[];
  readonly schema: string;
  readonly alias: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly meta: Readonly<Record<string, Json>>;
}

export const NO_SEED_FIELDS: SeedFields = { values: {}, locations: {} };

/** A seed with its files. */
export interface ResolvedSeed {
  readonly name: string;
  readonly description: string | undefined;
  /** Of its declaration, else the start of its file. */
  readonly location: Location;
  /** The YAML file that declares it, else its CSV file. */
  readonly file: string;
  readonly settings: SeedSettings;
  /** Sorted by as_of, then path. */
  readonly files: readonly SeedFile[];
  /** Whether its rows have an as_of each. */
  readonly isDated: boolean;
  /** As written; undefined: the target's schema. */
  readonly schema: string | undefined;
  readonly alias: string | undefined;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  readonly meta: Readonly<Record<string, Json>>;
}
