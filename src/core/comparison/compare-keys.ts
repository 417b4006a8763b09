import { Buffer } from 'node:buffer';
import type { KeyOrder } from './key-text.ts';

/** Below 0: `a` comes first. The order in which `orderedRows` gives the rows. */
export function compareKeys(
  orders: readonly KeyOrder[],
  a: readonly string[],
  b: readonly string[],
): number {
  for (const [index, order] of orders.entries()) {
    const [left = '', right = ''] = [a[index], b[index]];
    if (left === right) continue;
    return order === 'integer'
      ? compareIntegers(left, right)
      : Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return 0;
}

/** Of whole numbers as PostgreSQL writes them, whatever their size. */
function compareIntegers(left: string, right: string): number {
  const isNegative = left.startsWith('-');
  if (isNegative !== right.startsWith('-')) return isNegative ? -1 : 1;
  const isSmaller = left.length === right.length ? left < right : left.length < right.length;
  return isSmaller === isNegative ? 1 : -1;
}
