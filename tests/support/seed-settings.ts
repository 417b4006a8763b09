import { type Dialect, dialectOf } from '../../src/core/seed/csv/dialect.ts';
import type { SeedSettings } from '../../src/core/seed/seed-settings.ts';

/** The settings of a seed of which nothing is said, and what is said here. */
export function seedSettings(given: Partial<SeedSettings> = {}): SeedSettings {
  return {
    columns: [],
    uniqueKey: [],
    onBadRow: 'error',
    maxRejects: undefined,
    delimiter: undefined,
    quote: '"',
    escape: undefined,
    comment: undefined,
    hasHeader: true,
    normalizesNames: false,
    encoding: undefined,
    nullValues: [''],
    onExtraColumn: undefined,
    onMissingColumn: 'error',
    foreignKeys: [],
    notNull: [],
    ...given,
  };
}

export function dialect(given: Partial<SeedSettings> = {}): Dialect {
  return dialectOf(seedSettings(given), 'x.csv');
}
