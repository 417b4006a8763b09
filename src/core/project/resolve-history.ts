import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import type { HistoryConfig, Materialized } from '../materialization/model-config.ts';
import type { HistorySettings } from './model-settings.ts';

/** What a model is told about its versions; only a history has any. */
export function resolveHistory(
  { name, materialized }: { readonly name: string; readonly materialized: Materialized },
  settings: Partial<HistorySettings>,
  locations: Readonly<Record<string, Location>>,
  problems: Problems,
): HistoryConfig | undefined {
  if (materialized !== 'history') return undefined;
  const { updatedAt, checkCols } = settings;
  const strategy = settings.strategy ?? (updatedAt === undefined ? 'check' : 'timestamp');
  if (strategy === 'timestamp' && updatedAt === undefined) {
    problems.error(
      'config-missing-key',
      `the model "${name}", with the strategy timestamp, needs "updated_at"`,
      {
        location: locations['strategy'],
        hint: 'name the column that says when a row was changed: updated_at: changed_at',
      },
    );
  }
  if (strategy === 'timestamp' && checkCols !== undefined) {
    problems.error('config-value', '"check_cols" is for the strategy check', {
      location: locations['check_cols'],
      hint: 'take it out, or take out updated_at',
    });
  }
  if (strategy === 'check' && updatedAt !== undefined) {
    problems.error('config-value', '"updated_at" is for the strategy timestamp', {
      location: locations['updated_at'],
      hint: 'take it out, or write strategy: timestamp',
    });
  }
  const isAll = checkCols === undefined || checkCols.includes('all');
  return {
    change:
      strategy === 'timestamp'
        ? { strategy, updatedAt: updatedAt ?? '' }
        : { strategy, columns: isAll ? 'all' : checkCols },
    hardDeletes: settings.hardDeletes ?? 'ignore',
    excludesOverlaps: settings.excludeOverlaps ?? false,
  };
}
