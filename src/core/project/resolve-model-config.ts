import type { Json } from '../diagnostics/json.ts';
import type { LocatedEntry, LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { Materialized, ModelConfig } from '../materialization/model-config.ts';
import { USED_BY } from '../materialization/used-settings.ts';
import { layersOf } from './config-tree.ts';
import type {
  ConfigCall,
  GrantSetting,
  HistorySettings,
  ModelLayer,
  ModelSettings,
  ResolvedModel,
} from './model-settings.ts';
import type { ModelDeclaration, Project } from './project.ts';
import { readModelSettings } from './read-model-settings.ts';
import { resolveHistory } from './resolve-history.ts';

export interface ModelInProject {
  /** Below the models path: `marts/orders.sql`. */
  readonly path: string;
  readonly name: string;
  readonly declaration: ModelDeclaration | undefined;
  /** The `config()` call in its SQL. */
  readonly call: ConfigCall | undefined;
}

/**
 * The settings of a model: project.yml from the outer folder to the inner, then YAML, then
 * `config()`. The nearer layer replaces; tags and hooks append, meta is merged key by key, grants
 * as their `+` says.
 */
export function resolveModelConfig(
  project: Pick<Project, 'modelTree'>,
  model: ModelInProject,
  problems: Problems,
): ResolvedModel {
  const called = model.call && readCall(model.call, problems);
  const layers = [
    ...layersOf(project.modelTree, model.path),
    ...(model.declaration === undefined ? [] : [model.declaration.settings]),
    ...(called === undefined ? [] : [called]),
  ];
  const locations = Object.assign({}, ...layers.map((layer) => layer.locations));
  const merged = merge(layers);
  const { materialized } = merged.config;
  const settings = Object.assign({}, ...layers.map((layer) => historySettings(layer)));
  const history = resolveHistory({ ...model, materialized }, settings, locations, problems);
  const resolved = { ...merged, config: { ...merged.config, history }, locations };
  checkKeys(model, resolved, problems);
  for (const layer of [model.declaration?.settings, called]) {
    if (layer !== undefined) checkUse(model, layer, materialized, problems);
  }
  return resolved;
}

/** Of what is said of this model itself: folders have models of all kinds. */
function checkUse(
  { name }: ModelInProject,
  { locations }: ModelSettings,
  materialized: Materialized,
  problems: Problems,
): void {
  for (const [setting, location] of Object.entries(locations)) {
    const users = USED_BY[setting];
    if (users === undefined || users.includes(materialized)) continue;
    problems.warn(
      'config-unused',
      `the model "${name}" is materialized as ${materialized}, which has no use for "${setting}"`,
      { location, hint: `take it out; it is for ${users.join(', ')}` },
    );
  }
}

/** Those that this layer sets. */
function historySettings({ values }: ModelSettings): Partial<HistorySettings> {
  const { strategy, updatedAt, checkCols, hardDeletes, excludeOverlaps } = values;
  return {
    ...(strategy && { strategy }),
    ...(updatedAt && { updatedAt }),
    ...(checkCols && { checkCols }),
    ...(hardDeletes && { hardDeletes }),
    ...(excludeOverlaps !== undefined && { excludeOverlaps }),
  };
}

/** The arguments of `config()` as a layer: each value has the place of its argument. */
function readCall(call: ConfigCall, problems: Problems): ModelSettings | undefined {
  const entries = Object.entries(call.values).map(([key, value]): LocatedEntry => {
    const location = call.locations[key] ?? call.location;
    return {
      key,
      keyLocation: call.keyLocations[key] ?? location,
      value: located(value, location),
    };
  });
  return readModelSettings({ type: 'map', entries, location: call.location }, problems);
}

function located(value: Json, location: Location): LocatedValue {
  if (typeof value !== 'object' || value === null) {
    return { type: 'scalar', value, text: String(value), location };
  }
  if (isList(value)) {
    return { type: 'list', items: value.map((item) => located(item, location)), location };
  }
  const entries = Object.entries(value).map(([key, each]) => ({
    key,
    keyLocation: location,
    value: located(each, location),
  }));
  return { type: 'map', entries, location };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

interface Merged extends Omit<ResolvedModel, 'locations' | 'config'> {
  readonly config: Omit<ModelConfig, 'history'>;
}

function merge(layers: readonly ModelSettings[]): Merged {
  const last = <Key extends keyof ModelLayer>(key: Key): ModelLayer[Key] | undefined => {
    for (let at = layers.length - 1; at >= 0; at -= 1) {
      const value = layers[at]?.values[key];
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const config: Omit<ModelConfig, 'history'> = {
    materialized: last('materialized') ?? 'view',
    uniqueKey: last('uniqueKey') ?? [],
    incrementalStrategy: last('incrementalStrategy'),
    onSchemaChange: last('onSchemaChange'),
    onMissing: last('onMissing') ?? 'keep',
    onEmpty: last('onEmpty'),
    preHook: layers.flatMap((layer) => layer.values.preHook ?? []),
    postHook: layers.flatMap((layer) => layer.values.postHook ?? []),
    indexes: last('indexes') ?? [],
    constraints: last('constraints') ?? [],
    grants: mergeGrants(layers.flatMap((layer) => layer.values.grants ?? [])),
    unlogged: last('unlogged') ?? false,
    fullRefresh: last('fullRefresh') ?? true,
    asOfColumn: last('asOfColumn'),
    unsealedColumns: last('unsealedColumns') ?? [],
    guard: last('guard') ?? 'sealed',
    keepRestated: last('keepRestated') ?? false,
    retain: last('retain'),
    hasContract: last('hasContract') ?? false,
    meta: Object.assign({}, ...layers.map((layer) => layer.values.meta)),
  };
  return {
    config,
    schema: last('schema'),
    alias: last('alias'),
    tags: [...new Set(layers.flatMap((layer) => layer.values.tags ?? []))],
    enabled: last('enabled') ?? true,
  };
}

function mergeGrants(grants: readonly GrantSetting[]): Readonly<Record<string, readonly string[]>> {
  const merged = new Map<string, readonly string[]>();
  for (const { privilege, roles, adds } of grants) {
    const before = adds ? (merged.get(privilege) ?? []) : [];
    merged.set(privilege, [...new Set([...before, ...roles])]);
  }
  return Object.fromEntries(merged);
}

/** What cannot be built without knowing which rows are the same row. */
function checkKeys(model: ModelInProject, resolved: ResolvedModel, problems: Problems): void {
  const { materialized, uniqueKey, incrementalStrategy } = resolved.config;
  if (uniqueKey.length > 0) return;
  const needs =
    materialized === 'upsert' || materialized === 'snapshot' || materialized === 'history'
      ? `materialized as ${materialized}`
      : materialized === 'incremental' &&
          (incrementalStrategy === 'upsert' || incrementalStrategy === 'delete+insert')
        ? `with the strategy ${incrementalStrategy}`
        : undefined;
  if (needs === undefined) return;
  const key = materialized === 'incremental' ? 'incremental_strategy' : 'materialized';
  problems.error('config-missing-key', `the model "${model.name}", ${needs}, needs "unique_key"`, {
    location: resolved.locations[key],
    hint: 'name the columns that no two of its rows share: unique_key: id',
  });
}
