import { compareRows, type RowComparison } from '../../core/comparison/compare-rows.ts';
import type { DifferingRow } from '../../core/comparison/comparison.ts';
import type { TallyResult } from '../../core/comparison/tally.ts';
import { bug } from '../../core/diagnostics/bug.ts';
import type { Json } from '../../core/diagnostics/json.ts';
import { json, number, texts } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';

/** Compares two sides that are in one database, there. */
export async function compareHere(
  session: Session,
  comparison: RowComparison,
): Promise<TallyResult> {
  // nobody can foresee how few rows differ: the planner takes all of them for too many to pass on
  // from workers, and would join in one process
  await session.query('set local parallel_tuple_cost = 0');
  const { rows } = await session.query(compareRows(comparison));
  const row = rows[0] ?? bug('a comparison answers one row');
  const [added, removed, changed] = [
    number(row, 'added'),
    number(row, 'removed'),
    number(row, 'changed'),
  ];
  const names = comparison.columns.values.map((column) => column.name);
  const first = row['first_rows'] === null ? [] : items(json(row, 'first_rows'));
  return {
    counts: { added, removed, changed, unchanged: number(row, 'from_rows') - removed - changed },
    changes: texts(row, 'changes').map(Number),
    rows: first.map((each) => toRow(each, names)),
  };
}

function toRow(row: Json, names: readonly string[]): DifferingRow {
  const [isBefore, isAfter, key, changes, before, after] = items(row);
  const kind = kindOf(isBefore === true, isAfter === true);
  const flags = items(changes);
  const [from, to] = [items(before), items(after)];
  return {
    kind,
    key: items(key).map(String),
    cells: names.flatMap((column, index) =>
      kind === 'changed' && flags[index] !== true
        ? []
        : [{ column, from: textOf(from[index]), to: textOf(to[index]) }],
    ),
  };
}

function kindOf(isBefore: boolean, isAfter: boolean): DifferingRow['kind'] {
  if (isBefore) return isAfter ? 'changed' : 'removed';
  return 'added';
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function items(value: Json | undefined): readonly Json[] {
  return isList(value) ? value : bug('a comparison answers lists');
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
