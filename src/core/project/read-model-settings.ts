import { entryOf, type LocatedValue, plain } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { Hook, IndexConfig } from '../materialization/model-config.ts';
import { parseRetention } from '../time/retention.ts';
import { type ModelSettingsYaml, modelSettings } from './definitions/model-settings.ts';
import { listed, listedOrNone } from './definitions/texts.ts';
import type { GrantSetting, ModelSettings } from './model-settings.ts';
import { readConstraints } from './read-constraints.ts';
import { validate } from './validate.ts';

/** One layer of a model's settings; what is wrong in it is reported, and then there is none of it. */
export function readModelSettings(
  value: LocatedValue,
  problems: Problems,
): ModelSettings | undefined {
  const yaml = validate(modelSettings, value, { what: 'a model', part: 'setting' }, problems);
  return yaml && toModelSettings(yaml, value);
}

/** `value` is the map that `yaml` was validated from. */
export function toModelSettings(yaml: ModelSettingsYaml, value: LocatedValue): ModelSettings {
  return { values: toLayer(yaml, value), locations: locationsOf(value) };
}

/** Where the value of each key stands. */
export function locationsOf(value: LocatedValue): Readonly<Record<string, Location>> {
  if (value.type !== 'map') return {};
  return Object.fromEntries(value.entries.map((entry) => [entry.key, entry.value.location]));
}

function toLayer(yaml: ModelSettingsYaml, value: LocatedValue): ModelSettings['values'] {
  return {
    materialized: yaml.materialized,
    schema: yaml.schema,
    alias: yaml.alias,
    tags: listedOrNone(yaml.tags),
    enabled: yaml.enabled,
    uniqueKey: listedOrNone(yaml.unique_key),
    incrementalStrategy: yaml.incremental_strategy,
    onSchemaChange: yaml.on_schema_change,
    onMissing: yaml.on_missing,
    onEmpty: yaml.on_empty,
    preHook: readHooks('pre_hook', value),
    postHook: readHooks('post_hook', value),
    indexes: yaml.indexes?.map(toIndex),
    constraints: yaml.constraints && readConstraints(yaml.constraints, value, ['constraints']),
    grants: yaml.grants && Object.entries(yaml.grants).flatMap(toGrants),
    unlogged: yaml.unlogged,
    fullRefresh: yaml.full_refresh,
    asOfColumn: yaml.as_of_column,
    unsealedColumns: listedOrNone(yaml.unsealed_columns),
    guard: yaml.guard,
    keepRestated: yaml.keep_restated,
    retain: yaml.retain === undefined ? undefined : parseRetention(yaml.retain),
    strategy: yaml.strategy,
    updatedAt: yaml.updated_at,
    checkCols: listedOrNone(yaml.check_cols),
    hardDeletes: yaml.hard_deletes,
    excludeOverlaps: yaml.exclude_overlaps,
    hasContract: yaml.contract?.enforced,
    meta: yaml.meta,
  };
}

function toIndex(index: NonNullable<ModelSettingsYaml['indexes']>[number]): IndexConfig {
  return {
    columns: listed(index.columns),
    unique: index.unique ?? false,
    type: index.type,
    include: listedOrNone(index.include) ?? [],
    where: index.where,
  };
}

/** One text or a list of them, each with its place: mistakes in a hook's template are there. */
function readHooks(key: string, value: LocatedValue): readonly Hook[] | undefined {
  const found = entryOf(value, key)?.value;
  if (found === undefined) return undefined;
  const items = found.type === 'list' ? found.items : [found];
  return items.map((item) => ({ text: String(plain(item)), location: item.location }));
}

/** `+select` adds to what outer layers grant, `select` replaces it. */
function toGrants([key, roles]: readonly [string, string | string[] | undefined]): GrantSetting[] {
  const adds = key.startsWith('+');
  if (roles === undefined) return [];
  return [{ privilege: adds ? key.slice(1) : key, roles: listed(roles), adds }];
}
