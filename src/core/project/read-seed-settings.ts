import { entryOf, type LocatedValue } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { MaxRejects } from '../seed/seed-settings.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import { type SeedSettingsYaml, seedSettings } from './definitions/seed-settings.ts';
import { listedOrNone } from './definitions/texts.ts';
import { locationsOf } from './read-model-settings.ts';
import type { SeedFields } from './seed-fields.ts';
import { validate } from './validate.ts';

/** One layer of a seed's settings; what is wrong in it is reported, and then there is none of it. */
export function readSeedSettings(value: LocatedValue, problems: Problems): SeedFields | undefined {
  const yaml = validate(seedSettings, value, { what: 'a seed', part: 'setting' }, problems);
  return yaml && toSeedFields(yaml, value);
}

/** `value` is the map that `yaml` was validated from. */
export function toSeedFields(yaml: SeedSettingsYaml, value: LocatedValue): SeedFields {
  const asOf = entryOf(value, 'as_of')?.value.location;
  return {
    values: {
      asOf:
        yaml.as_of === undefined || asOf === undefined
          ? undefined
          : { text: yaml.as_of, location: asOf },
      uniqueKey: listedOrNone(yaml.unique_key),
      onBadRow: yaml.on_bad_row,
      maxRejects: yaml.max_rejects === undefined ? undefined : toMaxRejects(yaml.max_rejects),
      delimiter: yaml.delimiter,
      quote: yaml.quote,
      escape: yaml.escape,
      comment: yaml.comment,
      hasHeader: yaml.header,
      normalizesNames: yaml.normalize_names,
      encoding: yaml.encoding,
      onExtraColumn: yaml.on_extra_column,
      onMissingColumn: yaml.on_missing_column,
      nullValues: listedOrNone(yaml.null_values),
      columnTypes: yaml.column_types && toColumns(entryOf(value, 'column_types')?.value),
      schema: yaml.schema,
      alias: yaml.alias,
      tags: listedOrNone(yaml.tags),
      enabled: yaml.enabled,
      meta: yaml.meta,
    },
    locations: locationsOf(value),
  };
}

function toMaxRejects(value: number | string): MaxRejects {
  return typeof value === 'number'
    ? { type: 'count', count: value }
    : { type: 'percent', percent: Number.parseFloat(value) };
}

function toColumns(value: LocatedValue | undefined): readonly DeclaredColumn[] {
  if (value?.type !== 'map') return [];
  return value.entries.map((entry) => ({
    name: entry.key,
    type: entry.value.type === 'scalar' ? entry.value.text : undefined,
    description: undefined,
    since: undefined,
    nullValues: undefined,
    isPersonal: false,
    location: entry.keyLocation,
  }));
}
