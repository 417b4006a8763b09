import type { CellCheck } from './grammar/bytes.ts';
import type { SeedSettings } from './seed-settings.ts';

/** Says which bare cells of a column are NULL: by its own words for it, else by the seed's. */
export function columnNullCheck(
  { columns, nullValues }: Pick<SeedSettings, 'columns' | 'nullValues'>,
  name: string,
): CellCheck {
  const own = columns.find((column) => column.name === name)?.nullValues;
  return nullCheck(own ?? nullValues);
}

/** The empty cell alone is NULL, as COPY has it too. */
export const isEmptyCell: CellCheck = (_, start, end) => start === end;

/** Says which bare cells are NULL. */
export function nullCheck(nullValues: readonly string[]): CellCheck {
  const others = nullValues
    .filter((value) => value !== '')
    .map((value) => new TextEncoder().encode(value));
  const isEmptyNull = others.length < nullValues.length;
  if (others.length === 0) return isEmptyNull ? isEmptyCell : () => false;
  return (bytes, start, end) => {
    if (start === end) return isEmptyNull;
    return others.some((value) => isSame(value, bytes, start, end));
  };
}

function isSame(value: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== value.length) return false;
  for (let index = 0; index < value.length; index += 1) {
    if (bytes[start + index] !== value[index]) return false;
  }
  return true;
}
