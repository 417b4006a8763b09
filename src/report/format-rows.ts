import type { RowCounts } from '../core/plan/run-result.ts';
import { formatCount, plural } from './plural.ts';

/** In the order in which they are shown. */
export const ROW_FATES = [
  'inserted',
  'updated',
  'unchanged',
  'deleted',
  'missing',
  'rejected',
  'requeued',
  'quarantined',
] as const satisfies readonly (keyof RowCounts)[];

/** `249 rows`, or `3 inserted, 2 updated, 7,038 unchanged`; empty where nothing was counted. */
export function formatRows(rows: RowCounts): string {
  const counted = ROW_FATES.filter((fate) => rows[fate] !== undefined);
  const [only] = counted;
  if (only === undefined) return '';
  if (counted.length === 1 && only === 'inserted') return plural(rows[only] ?? 0, 'row');
  const changed = counted.filter((fate) => (rows[fate] ?? 0) > 0);
  if (changed.length === 0) return plural(0, 'row');
  return changed.map((fate) => `${formatCount(rows[fate] ?? 0)} ${fate}`).join(', ');
}
