import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { HardDeletes, HistoryStrategy, ModelConfig } from '../materialization/model-config.ts';

/** What one layer (a folder of project.yml, a YAML `config:`, a `config()` call) says about a model. */
export interface ModelSettings {
  readonly values: { readonly [Key in keyof ModelLayer]?: ModelLayer[Key] | undefined };
  /** Where each of them is written, by the key that the user wrote. */
  readonly locations: Readonly<Record<string, Location>>;
}

/** Every setting of a model; grants keep their `+`, which decides how they are merged. */
export interface ModelLayer extends Omit<ModelConfig, 'grants' | 'history'>, HistorySettings {
  readonly grants: readonly GrantSetting[];
  readonly schema: string;
  readonly alias: string;
  readonly tags: readonly string[];
  readonly enabled: boolean;
}

export interface HistorySettings {
  readonly strategy: HistoryStrategy;
  readonly updatedAt: string;
  readonly checkCols: readonly string[];
  readonly hardDeletes: HardDeletes;
  readonly excludeOverlaps: boolean;
}

export interface GrantSetting {
  readonly privilege: string;
  readonly roles: readonly string[];
  /** Written `+select`: added to what outer layers grant, instead of replacing it. */
  readonly adds: boolean;
}

export const NO_MODEL_SETTINGS: ModelSettings = { values: {}, locations: {} };

/** The settings of a model, merged, and what places them in the database. */
export interface ResolvedModel {
  readonly config: ModelConfig;
  /** As written; undefined: the target's schema. */
  readonly schema: string | undefined;
  readonly alias: string | undefined;
  readonly tags: readonly string[];
  readonly enabled: boolean;
  /** Where the settings in force are written, by the key that the user wrote. */
  readonly locations: Readonly<Record<string, Location>>;
}

/** The arguments of a `config()` call in a model's SQL. */
export interface ConfigCall {
  readonly values: Readonly<Record<string, Json>>;
  readonly locations: Readonly<Record<string, Location>>;
  /** Of the names of the arguments, where they are written out. */
  readonly keyLocations: Readonly<Record<string, Location>>;
  /** Of the call. */
  readonly location: Location;
}
