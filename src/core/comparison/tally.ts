import { bug } from '../diagnostics/bug.ts';
import type { DifferingRow, RowDifferences } from './comparison.ts';
import type { PairedColumn } from './pair-columns.ts';
import { isSameText } from './same-text.ts';

/** One row of a side. */
export interface TextRow {
  readonly key: readonly string[];
  /** Of the other columns, as a JSON list; null is NULL. */
  readonly texts: string;
}

export interface Tally {
  /** Takes the rows of one key, in the order of the keys. */
  add(from: TextRow | undefined, to: TextRow | undefined): void;
  result(): TallyResult;
}

export interface TallyResult {
  readonly counts: RowDifferences;
  /** In the order of the columns. */
  readonly changes: readonly number[];
  readonly rows: readonly DifferingRow[];
}

/** Counts what differs, row by row, and keeps the first rows that do. */
export function createTally(columns: readonly PairedColumn[], limit: number): Tally {
  const counts = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  const changes = columns.map(() => 0);
  const rows: DifferingRow[] = [];
  return {
    add(from, to) {
      if (from?.texts === to?.texts) {
        counts.unchanged += 1;
        return;
      }
      const [before, after] = [valuesOf(from), valuesOf(to)];
      const isOnBoth = from !== undefined && to !== undefined;
      const differing = columns.flatMap((column, index) =>
        isOnBoth && isSameText(column, before[index], after[index]) ? [] : [index],
      );
      const kind = kindOf(from, to, differing.length > 0);
      counts[kind] += 1;
      if (kind === 'changed') {
        for (const index of differing) changes[index] = (changes[index] ?? 0) + 1;
      }
      if (kind === 'unchanged' || rows.length >= limit) return;
      rows.push({
        kind,
        key: (from ?? to)?.key ?? [],
        cells: differing.map((index) => ({
          column: columns[index]?.name ?? '',
          from: before[index],
          to: after[index],
        })),
      });
    },
    result: () => ({ counts: { ...counts }, changes: [...changes], rows: [...rows] }),
  };
}

function kindOf(
  from: TextRow | undefined,
  to: TextRow | undefined,
  isChanged: boolean,
): keyof RowDifferences {
  if (from === undefined) return 'added';
  if (to === undefined) return 'removed';
  return isChanged ? 'changed' : 'unchanged';
}

function valuesOf(row: TextRow | undefined): readonly (string | undefined)[] {
  const values: unknown = row === undefined ? [] : JSON.parse(row.texts);
  if (!Array.isArray(values)) return bug('the texts of a row are no list');
  return values.map((value) => (typeof value === 'string' ? value : undefined));
}
