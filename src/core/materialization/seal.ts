import type { Column } from '../sql/column.ts';
import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import { onKey } from './write-difference.ts';

/** Row count, and a checksum that does not depend on the order of the rows. */
export function checksumQuery(relation: Relation, columns: readonly string[]): string {
  return [
    'select count(*) as row_count,',
    `  coalesce(sum(hashtextextended(row(${columnList(columns)})::text, 0)), 0)::text as checksum`,
    `from ${renderRelation(relation)}`,
  ].join('\n');
}

/** The columns under a snapshot's checksum, in an order that does not depend on the select's. */
export function sealedColumns(
  columns: readonly Column[],
  unsealed: readonly string[],
): readonly string[] {
  const names = columns.map((column) => column.name).filter((name) => !unsealed.includes(name));
  return [...names].sort();
}

export interface SealDifference {
  readonly sealed: Relation;
  readonly aside: Relation;
  readonly key: readonly string[];
  readonly columns: readonly Column[];
}

/** How many rows of a snapshot would be added, removed and changed, and the first keys of them. */
export function sealDifference({ sealed, aside, key, columns }: SealDifference): string {
  const names = columns.map((column) => column.name);
  const first = quoteIdentifier(key[0] ?? '');
  const keys = key.map((name) => {
    const column = quoteIdentifier(name);
    return `coalesce(now.${column}, before.${column})::text`;
  });
  const differs = `row(${columnList(names, 'now')})::text is distinct from row(${columnList(names, 'before')})::text`;
  return [
    'select count(*) filter (where before_key is null) as added,',
    '  count(*) filter (where now_key is null) as removed,',
    '  count(*) filter (where before_key is not null and now_key is not null) as changed,',
    '  (array_agg(keys order by keys collate "C"))[1:5] as first_keys',
    'from (',
    `  select concat_ws(', ', ${keys.join(', ')}) as keys, before.${first}::text as before_key, now.${first}::text as now_key`,
    `  from ${renderRelation(aside)} as now`,
    `  full join ${renderRelation(sealed)} as before on ${onKey(key, 'now', 'before')}`,
    `  where now.${first} is null or before.${first} is null or ${differs}`,
    ') as difference',
  ].join('\n');
}
