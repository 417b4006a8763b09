import type { ModelConfig } from '../../src/core/materialization/model-config.ts';

/** The settings of a model of which nothing is said, and what is said here. */
export function modelConfig(given: Partial<ModelConfig> = {}): ModelConfig {
  return {
    materialized: 'view',
    uniqueKey: [],
    incrementalStrategy: undefined,
    onSchemaChange: undefined,
    onMissing: 'keep',
    onEmpty: undefined,
    preHook: [],
    postHook: [],
    indexes: [],
    constraints: [],
    grants: {},
    hasContract: false,
    unlogged: false,
    fullRefresh: true,
    asOfColumn: undefined,
    unsealedColumns: [],
    guard: 'sealed',
    keepRestated: false,
    retain: undefined,
    history: undefined,
    meta: {},
    ...given,
  };
}
