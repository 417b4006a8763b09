import { hasGrammar, mayAlter } from '../../../core/seed/grammar/cell-grammar.ts';
import type { TextType } from '../faults/find-faults.ts';
import type { AsideColumn } from './aside.ts';
import type { SeedColumns } from './read-columns.ts';

/** Columns to copy as text, with what they are to be. */
export function textTypesOf(
  columns: SeedColumns,
  asideColumns: readonly AsideColumn[],
  isWanted: (column: AsideColumn) => boolean,
): ReadonlyMap<string, TextType> {
  // those that are text already can be no wider
  const declared = new Set(
    columns.data.filter(({ type }) => typeof type === 'string').map((column) => column.name),
  );
  const wanted = asideColumns.filter(
    (column) => declared.has(column.name) && column.type !== 'text' && isWanted(column),
  );
  return new Map(
    wanted.map((column) => {
      const { name, type, cellType } = column;
      return [name, { type, cellType, mustReadBack: isAltering(column) }];
    }),
  );
}

/** Whether the watch beside COPY cannot tell what the type takes. */
export function isUnknown({ type, cellType }: AsideColumn): boolean {
  return type !== cellType || !hasGrammar(cellType);
}

/** Whether PostgreSQL takes cells of the type that it prints otherwise. */
export function isAltering({ cellType, isEnum }: AsideColumn): boolean {
  return !isEnum && mayAlter(cellType);
}
