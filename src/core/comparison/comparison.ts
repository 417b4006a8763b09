/** What came of comparing the rows of two relations, or of two as_ofs of one. JSON-able. */
export interface Comparison {
  readonly from: ComparedSide;
  readonly to: ComparedSide;
  readonly key: readonly string[];
  readonly counts: RowDifferences;
  /** Those that both sides have, in the order of the first, without the key. */
  readonly columns: readonly ComparedColumn[];
  /** Only the second side has them. */
  readonly addedColumns: readonly string[];
  /** Only the first side has them. */
  readonly removedColumns: readonly string[];
  /** Left out on purpose: added by asof, or under no seal. */
  readonly uncomparedColumns: readonly string[];
  /** The first rows that differ, by key. */
  readonly rows: readonly DifferingRow[];
}

export interface ComparedSide {
  /** undefined: a relation that is no node. */
  readonly node: string | undefined;
  readonly relation: string;
  readonly asOf: string | undefined;
  readonly target: string;
}

/** How many rows only the second side has, only the first, both with other values, both alike. */
export interface RowDifferences {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly unchanged: number;
}

export interface ComparedColumn {
  readonly name: string;
  readonly fromType: string;
  readonly toType: string;
  /** Values of two types are compared as they are written. */
  readonly comparedAs: 'value' | 'text';
  /** In how many rows that both sides have. */
  readonly changed: number;
}

export interface DifferingRow {
  readonly kind: 'added' | 'removed' | 'changed';
  /** In the order of `Comparison.key`. */
  readonly key: readonly string[];
  /** Of a changed row those that changed, else all. */
  readonly cells: readonly DifferingCell[];
}

/** undefined is NULL, or the side that lacks the row. */
export interface DifferingCell {
  readonly column: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Whether anything differs: rows, columns or their types. */
export function hasDifferences({
  counts,
  columns,
  addedColumns,
  removedColumns,
}: Comparison): boolean {
  return (
    counts.added + counts.removed + counts.changed > 0 ||
    addedColumns.length + removedColumns.length > 0 ||
    columns.some((column) => column.fromType !== column.toType)
  );
}
