import { bug } from '../../../core/diagnostics/bug.ts';
import { BARE } from '../../../core/seed/csv/csv-row.ts';
import { columnNullCheck } from '../../../core/seed/null-cell.ts';
import { addCell } from '../../../core/seed/watch-rows.ts';
import type { Column } from '../../../core/sql/column.ts';
import { rescanSeedFile } from '../file/rescan.ts';
import { absolutePath, type SeedUnit } from '../seed-unit.ts';
import { readSeedColumns } from './read-columns.ts';

/** The columns of a seed's files: as declared, else the narrowest types that hold every cell of all. */
export async function inferSchema(unit: SeedUnit): Promise<readonly Column[]> {
  const { settings } = unit.node;
  const columns = await readSeedColumns(unit, { live: undefined });
  for (const headed of columns.files) {
    const cells = headed.head.columns.map(({ name }) => {
      const type = columns.data.find((column) => column.name === name)?.type;
      return {
        inference: typeof type === 'string' ? undefined : type,
        isNull: columnNullCheck(settings, name),
      };
    });
    await rescanSeedFile(absolutePath(unit, headed.file), headed, (row) => {
      if (row.fault !== undefined || row.cellCount !== cells.length) return;
      for (let cell = 0; cell < cells.length; cell += 1) {
        const { inference, isNull } = cells[cell] ?? bug('a cell has no column');
        if (inference === undefined || inference.type === 'text') continue;
        const [start = 0, end = 0] = [row.starts[cell], row.ends[cell]];
        if (row.kinds[cell] === BARE && isNull(row.bytes, start, end)) continue;
        addCell(inference, row, cell);
      }
    });
  }
  return columns.data.map(({ name, type }) => ({
    name,
    type: typeof type === 'string' ? type : shortName(type.type ?? 'text'),
  }));
}

/** As people write it. */
function shortName(type: string): string {
  if (type === 'timestamp with time zone') return 'timestamptz';
  return type === 'timestamp without time zone' ? 'timestamp' : type;
}
