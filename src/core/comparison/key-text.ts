import type { PairedColumn } from './pair-columns.ts';

/** How the rows are ordered by a column of the key, so that every server and Node agree. */
export type KeyOrder = 'integer' | 'text';

const INTEGER = /^(?:smallint|integer|bigint)$/;

export function keyOrder({ fromType, toType }: PairedColumn): KeyOrder {
  return INTEGER.test(fromType) && INTEGER.test(toType) ? 'integer' : 'text';
}

/** A value of a key as text, one for each value however it is written: `1.50` is `1.5`. */
export function keyText(expression: string, type: string): string {
  if (/^numeric(?:\(|$)/.test(type)) return `trim_scale(${expression})::text`;
  // -0 is 0
  if (/^(?:real|double precision)$/.test(type)) {
    return `case when ${expression} = 0 then '0' else ${expression}::text end`;
  }
  return `${expression}::text`;
}

/** What `order by` takes for a column of the key. */
export function orderTerm(order: KeyOrder, expression: string, type: string): string {
  return order === 'integer' ? expression : `(${keyText(expression, type)}) collate "C"`;
}
