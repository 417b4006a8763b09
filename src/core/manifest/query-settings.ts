import type { Json } from '../diagnostics/json.ts';
import { type LocatedEntry, located } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import {
  type ExpectationSettings,
  isSetting,
  parseSettings,
} from '../expectation/declaration/parse-settings.ts';
import { withDefaults } from '../expectation/declaration/terms.ts';
import type { SqlDraft } from './sql-drafts.ts';

/** What config() in a file of expectations/ says. */
export type QuerySettings = Pick<
  ExpectationSettings,
  | 'description'
  | 'enabled'
  | 'failCalc'
  | 'limit'
  | 'sample'
  | 'storesFailures'
  | 'tags'
  | 'threshold'
> & { readonly meta: Readonly<Record<string, Json>> };

const TAKEN = [
  'severity',
  'warn_if',
  'error_if',
  'fail_calc',
  'limit',
  'sample',
  'store_failures',
  'store_failures_as',
  'tags',
  'enabled',
  'description',
  'meta',
] as const;

/** Settings that YAML takes, and why a file of its own has no use for them. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  where: 'write the condition into the select',
  name: 'its name is that of its file',
  history: 'use aggregation_to_be_between, with an aggregate of your own',
};

/** The settings of an expectation in SQL, with dbt's meaning. */
export function querySettings(
  { name, calls }: SqlDraft,
  inherited: readonly LocatedEntry[],
  problems: Problems,
): QuerySettings {
  const { values = {}, locations, keyLocations, location } = calls.config ?? {};
  const entries = Object.entries(values).map(([key, value]): LocatedEntry => {
    const at = locations?.[key] ?? location ?? { file: '', line: 1, column: 1, length: 1 };
    return { key, keyLocation: keyLocations?.[key] ?? at, value: located(value, at) };
  });
  for (const { key, keyLocation } of entries) refuseUnknown(key, keyLocation, problems);
  const settings = parseSettings(
    withDefaults(entries, inherited).filter(({ key }) => isKnown(key)),
    { name, kind: 'select' },
    'dbt',
    problems,
  );
  const { meta } = values;
  return { ...settings, meta: isMap(meta) ? meta : {} };
}

function refuseUnknown(
  key: string,
  location: LocatedEntry['keyLocation'],
  problems: Problems,
): void {
  if (isKnown(key)) return;
  problems.error('config-unknown-key', `an expectation in SQL has no setting "${key}"`, {
    location,
    hint: ELSEWHERE[key] ?? didYouMean(key, TAKEN) ?? `it has ${TAKEN.join(', ')}`,
  });
}

function isKnown(key: string): boolean {
  return isSetting(key) && !Object.hasOwn(ELSEWHERE, key);
}

function isMap(value: Json | undefined): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
