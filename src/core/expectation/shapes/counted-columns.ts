import type { CheckContext } from '../check.ts';

/** The relation's columns in order, without those asof added that the declaration does not name. */
export function countedColumns(
  { columns, addedColumns }: CheckContext,
  declared: readonly string[],
): readonly string[] {
  return columns
    .map((column) => column.name)
    .filter((name) => !addedColumns.includes(name) || declared.includes(name));
}
