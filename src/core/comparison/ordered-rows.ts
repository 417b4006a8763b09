import { quoteIdentifier } from '../sql/quote.ts';
import { type ComparedRows, renderRows } from './compared-rows.ts';
import { keyOrder, keyText, orderTerm } from './key-text.ts';
import type { PairedColumn, PairedColumns } from './pair-columns.ts';

export interface OrderedRows {
  readonly rows: ComparedRows;
  readonly side: 'from' | 'to';
  readonly columns: Pick<PairedColumns, 'key' | 'values'>;
  /** Of the server; `collate "C"` orders by its bytes. */
  readonly encoding: string;
}

/**
 * The rows of one side in the order of `compareKeys`, for sides that no one statement can join:
 * the key as `k0`, `k1`, …, and the texts of the other columns as one JSON list, so that most rows
 * are known to be the same without being taken apart.
 */
export function orderedRows({ rows, side, columns, encoding }: OrderedRows): string {
  const typeOf = (column: PairedColumn) => (side === 'from' ? column.fromType : column.toType);
  const keys = columns.key.map((column) => keyText(nameOf(column), typeOf(column)));
  const outputs = [
    ...keys.map((key, index) => `${key} as k${index}`),
    `to_json(array[${columns.values.map((column) => `${nameOf(column)}::text`).join(', ')}]::text[])::text as texts`,
  ];
  const order = columns.key.map((column, index) => {
    // Node compares the bytes of UTF-8
    if (encoding !== 'UTF8' && keyOrder(column) === 'text') {
      return `convert_to(${keys[index]}, 'UTF8')`;
    }
    return orderTerm(keyOrder(column), nameOf(column), typeOf(column));
  });
  return [
    `select ${outputs.join(',\n  ')}`,
    `from ${renderRows(rows)} as side`,
    `order by ${order.join(', ')}`,
  ].join('\n');
}

function nameOf({ name }: PairedColumn): string {
  return `side.${quoteIdentifier(name)}`;
}
