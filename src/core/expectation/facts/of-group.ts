import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import { rowsWhere } from './condition.ts';
import type { Question } from './fact.ts';

/** What the groups of a relation are called, for correlated conditions. */
export const GROUP = '"asof group"';

/** True for the rows of the group that is asked about: for selects that a group is put into. */
export function ofGroup(groupBy: readonly string[]): string | undefined {
  const parts = groupBy
    .map(quoteIdentifier)
    .map((column) => `${column} is not distinct from ${GROUP}.${column}`);
  return parts.length === 0 ? undefined : parts.join(' and ');
}

/** A select that asks of one group (`ofGroup`), for people: for each of the groups there are. */
export function listByGroup(
  select: string,
  from: string,
  { groupBy, scope }: Pick<Question, 'groupBy' | 'scope'>,
): string {
  if (groupBy.length === 0) return select;
  return [
    `select ${GROUP}.*, "asof unexpected".*`,
    `from ${groupsIn(from, scope, groupBy)}`,
    `cross join lateral (\n${select}\n) as "asof unexpected"`,
  ].join('\n');
}

/** A `from` item: the groups that the rows in scope make. */
export function groupsIn(
  from: string,
  scope: string | undefined,
  groupBy: readonly string[],
): string {
  const rows = rowsWhere(from, scope, undefined);
  return `(\nselect distinct ${columnList(groupBy)}\n${rows}\n) as ${GROUP}`;
}
