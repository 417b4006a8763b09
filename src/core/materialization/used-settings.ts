import type { Materialized } from './model-config.ts';

/** The materializations that have a use for a setting; what is not listed is of use to every one. */
export const USED_BY: Readonly<Record<string, readonly Materialized[]>> = {
  incremental_strategy: ['incremental'],
  on_schema_change: ['incremental', 'upsert', 'snapshot', 'history'],
  on_missing: ['upsert'],
  on_empty: ['table', 'incremental', 'upsert', 'snapshot', 'history'],
  indexes: ['table', 'incremental', 'upsert', 'snapshot', 'history'],
  constraints: ['table', 'incremental', 'upsert', 'snapshot', 'history'],
  unlogged: ['table', 'incremental', 'upsert', 'history'],
  unsealed_columns: ['snapshot'],
  guard: ['snapshot'],
  keep_restated: ['snapshot'],
  retain: ['snapshot'],
  strategy: ['history'],
  updated_at: ['history'],
  check_cols: ['history'],
  hard_deletes: ['history'],
  exclude_overlaps: ['history'],
};
