import type { SeedNode } from '../../core/manifest/node.ts';
import { hashOf } from '../../core/time/version.ts';

/** Changes when the same files would be loaded in another way, or into other columns. */
export function settingsHash({ settings, temporality, files }: SeedNode): string {
  const captures = Object.entries(files[0]?.captures ?? {});
  return hashOf({
    columns: settings.columns.map(({ name, type, since }) => [name, type ?? null, since ?? null]),
    uniqueKey: settings.uniqueKey,
    delimiter: settings.delimiter,
    nullValues: settings.nullValues,
    onBadRow: settings.onBadRow,
    temporality,
    captures: captures.map(([name, value]) => [name, typeof value]),
  });
}
