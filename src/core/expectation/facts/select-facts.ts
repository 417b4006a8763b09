import { columnList, quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { rowsWhere } from './condition.ts';

/** More groups than that are no answer that anybody reads. */
export const MAX_GROUPS = 10_000;

/** Aggregates over all the rows, or over those of each group. */
export function selectPerGroup(
  items: readonly string[],
  from: string,
  groupBy: readonly string[],
  where?: string,
): string {
  if (groupBy.length === 0) return `${selectFacts(items)}\nfrom ${from}`;
  return [
    selectFacts(items, groupBy),
    rowsWhere(from, where, undefined),
    `group by ${columnList(groupBy)}`,
    'union all',
    `select null, ${factList(items)}`,
    `from ${from}\nwhere false`,
    atMost(),
  ].join('\n');
}

/** `select … as "facts"`, with the group that they are of where there are groups. */
export function selectFacts(items: readonly string[], groupBy: readonly string[] = []): string {
  const facts = `${factList(items)} as "facts"`;
  return groupBy.length === 0
    ? `select ${facts}`
    : `select ${groupObject(groupBy)} as "group", ${facts}`;
}

/** Packed into one value: a select has 1,664 outputs at most. */
function factList(items: readonly string[]): string {
  return `to_json(array[\n${items.map((sql) => `  (${sql})::text`).join(',\n')}\n])::text`;
}

/** The values of the columns that make groups, as a text of JSON. */
export function groupObject(groupBy: readonly string[]): string {
  const pairs = groupBy.map((name) => `${quoteLiteral(name)}, ${quoteIdentifier(name)}`);
  return `json_build_object(${pairs.join(', ')})::text`;
}

/** One group beside the most that are taken shows that there are more. */
export function atMost(): string {
  return `limit ${MAX_GROUPS + 2}`;
}
