import type { Column } from '../../sql/column.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import { columnFamily } from '../shapes/column-family.ts';

/** Orders by the column, the same on every server: no locale, and any type has an order. */
export function orderTerm(column: Column): string {
  const name = quoteIdentifier(column.name);
  switch (columnFamily(column)) {
    case 'text':
      return `${name} collate "C"`;
    case 'other':
      return `${name}::text collate "C"`;
    default:
      return name;
  }
}
