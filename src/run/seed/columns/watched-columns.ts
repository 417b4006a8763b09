import { bug } from '../../../core/diagnostics/bug.ts';
import { cellGrammar } from '../../../core/seed/grammar/cell-grammar.ts';
import { columnNullCheck } from '../../../core/seed/null-cell.ts';
import type { WatchedColumn } from '../../../core/seed/watch-rows.ts';
import type { TextType } from '../faults/find-faults.ts';
import { type SeedUnit, tableKey } from '../seed-unit.ts';
import type { AsideColumn } from './aside.ts';
import type { HeadedFile, SeedColumns } from './read-columns.ts';

/** The columns of a file in the order of its header, each with what its cells may be. */
export function watchedColumns(
  unit: SeedUnit,
  {
    headed,
    columns,
    asideColumns,
    textTypes,
  }: {
    readonly headed: HeadedFile;
    readonly columns: SeedColumns;
    readonly asideColumns: readonly AsideColumn[];
    readonly textTypes: ReadonlyMap<string, TextType>;
  },
): readonly WatchedColumn[] {
  const { settings } = unit.node;
  const key = tableKey(unit.node);
  return headed.head.columns.map(({ name }): WatchedColumn => {
    const isNull = columnNullCheck(settings, name);
    if (headed.ignored.has(name)) return { name, notNull: undefined, isNull, type: 'ignored' };
    const column = columns.data.find((each) => each.name === name);
    const made = asideColumns.find((each) => each.name === name);
    if (column === undefined || made === undefined) return bug(`the column ${name} was not made`);
    const isDeclared = settings.notNull.includes(name);
    const notNull = key.includes(name) ? 'key' : isDeclared ? 'declared' : undefined;
    const cellType = textTypes.get(name)?.cellType ?? made.cellType;
    const type = typeof column.type === 'string' ? cellGrammar(cellType) : column.type;
    return { name, notNull, isNull, type };
  });
}
