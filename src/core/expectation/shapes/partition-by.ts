import { columnList } from '../../sql/quote.ts';
import type { CheckContext } from '../check.ts';

/** What divides a window into the groups that are checked one by one, or nothing. */
export function partitionBy({ groupBy }: CheckContext): string {
  return groupBy.length === 0 ? '' : `partition by ${columnList(groupBy)}`;
}
