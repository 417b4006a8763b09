import { displayWidth, padEnd, padStart, truncate } from './display-width.ts';
import { printable } from './printable.ts';

export interface TableColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
}

const MAX_CELL_WIDTH = 60;

/** Lines of an aligned table under its header; what a cell holds cannot break the lines. */
export function formatTable(
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): readonly string[] {
  const clean = (cell: string) =>
    truncate(printable(cell).replaceAll('\n', '⏎').replaceAll('\t', ' '), MAX_CELL_WIDTH);
  const header = columns.map((column) => clean(column.name));
  const body = rows.map((row) => columns.map((_, index) => clean(row[index] ?? '')));
  const widths = header.map((name, index) =>
    [name, ...body.map((row) => row[index] ?? '')].reduce(
      (width, cell) => Math.max(width, displayWidth(cell)),
      0,
    ),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => {
        const pad = columns[index]?.align === 'right' ? padStart : padEnd;
        return pad(cell, widths[index] ?? 0);
      })
      .join('  ')
      .trimEnd();
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(header), rule, ...body.map(line)];
}
