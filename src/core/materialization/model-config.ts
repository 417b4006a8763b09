import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { Retention } from '../time/retention.ts';

export const MATERIALIZATIONS = [
  'view',
  'table',
  'ephemeral',
  'incremental',
  'upsert',
  'snapshot',
  'history',
] as const;
export type Materialized = (typeof MATERIALIZATIONS)[number];

export const INCREMENTAL_STRATEGIES = ['append', 'delete+insert', 'upsert'] as const;
export type IncrementalStrategy = (typeof INCREMENTAL_STRATEGIES)[number];

export const HISTORY_STRATEGIES = ['check', 'timestamp'] as const;
export type HistoryStrategy = (typeof HISTORY_STRATEGIES)[number];

/** What becomes of a version whose key the select no longer has. */
export const HARD_DELETES = ['ignore', 'close', 'mark'] as const;
export type HardDeletes = (typeof HARD_DELETES)[number];

/** How a history tells that a row changed, and that it is gone. */
export interface HistoryConfig {
  /** By the columns that are compared, or by the column that says when the row was changed. */
  readonly change:
    | { readonly strategy: 'check'; readonly columns: readonly string[] | 'all' }
    | { readonly strategy: 'timestamp'; readonly updatedAt: string };
  readonly hardDeletes: HardDeletes;
  /** Whether the database itself refuses versions that overlap, by an exclusion constraint. */
  readonly excludesOverlaps: boolean;
}

export const SCHEMA_CHANGES = ['fail', 'append_new_columns', 'sync_all_columns', 'ignore'] as const;
export type OnSchemaChange = (typeof SCHEMA_CHANGES)[number];

/** What PostgreSQL can grant on a table or a view. */
export const PRIVILEGES = [
  'select',
  'insert',
  'update',
  'delete',
  'truncate',
  'references',
  'trigger',
  'maintain',
] as const;

/** The settings of a model once project.yml, YAML and `config()` are merged. */
export interface ModelConfig {
  readonly materialized: Materialized;
  readonly uniqueKey: readonly string[];
  readonly incrementalStrategy: IncrementalStrategy | undefined;
  readonly onSchemaChange: OnSchemaChange | undefined;
  /** What an upsert does with keys that the batch no longer has. */
  readonly onMissing: 'keep' | 'delete' | 'flag';
  readonly onEmpty: 'error' | 'warn' | 'ok' | undefined;
  /** Templates of SQL that runs in the node's transaction, before and after the build. */
  readonly preHook: readonly Hook[];
  readonly postHook: readonly Hook[];
  readonly indexes: readonly IndexConfig[];
  readonly constraints: readonly ConstraintConfig[];
  /** The roles that hold each privilege; a privilege that is not named is nobody's business here. */
  readonly grants: Readonly<Record<string, readonly string[]>>;
  /** Whether the select must give exactly the declared columns, with exactly their types. */
  readonly hasContract: boolean;
  readonly unlogged: boolean;
  /** `false` protects the model from `--full-refresh`. */
  readonly fullRefresh: boolean;
  /** The column of a view or table over several as_ofs that says which one a row belongs to. */
  readonly asOfColumn: string | undefined;
  /** Columns of a snapshot that its checksum leaves out and that may hold clocks or `random()`. */
  readonly unsealedColumns: readonly string[];
  /** Whether triggers keep a sealed snapshot from being changed outside asof. */
  readonly guard: 'sealed' | 'none';
  /** Whether rows that are restated are kept in a table of their own. */
  readonly keepRestated: boolean;
  /** How long a snapshot's rows are kept, counted back from its newest as_of; undefined: for ever. */
  readonly retain: Retention | undefined;
  /** Of a history alone. */
  readonly history: HistoryConfig | undefined;
  readonly meta: Readonly<Record<string, Json>>;
}

export interface Hook {
  readonly text: string;
  readonly location: Location;
}

export interface IndexConfig {
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** btree, hash, gin, gist, brin … */
  readonly type: string | undefined;
  /** Columns that the index carries without being keyed by them. */
  readonly include: readonly string[];
  /** The condition of a partial index, as SQL. */
  readonly where: string | undefined;
}

export type ConstraintConfig =
  | {
      readonly type: 'unique';
      readonly name: string | undefined;
      readonly columns: readonly string[];
    }
  | { readonly type: 'check'; readonly name: string | undefined; readonly expression: string }
  | { readonly type: 'not_null'; readonly columns: readonly string[] }
  | {
      readonly type: 'foreign_key';
      readonly name: string | undefined;
      readonly columns: readonly string[];
      /** The name of the model or seed referred to; manifest/ makes it an edge. */
      readonly to: string;
      readonly toColumns: readonly string[];
      readonly location: Location;
    };
