import type { Column } from '../sql/column.ts';
import { valuesDiffer } from '../sql/compared-value.ts';
import { columnList, quoteIdentifier, quoteLiteral } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import { onKey } from './write-difference.ts';

/** A row's part of the checksum: the sum of all does not depend on their order. */
export function checksumOf(columns: readonly string[]): string {
  return `hashtextextended(row(${columnList(columns)})::text, 0)`;
}

/** Row count, and a checksum that does not depend on the order of the rows. */
export function checksumQuery(relation: Relation, columns: readonly string[]): string {
  return [
    'select count(*) as row_count,',
    `  coalesce(sum(${checksumOf(columns)}), 0)::text as checksum`,
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
  /** Those under the seal, with their types. */
  readonly columns: readonly Column[];
}

/**
 * How many rows of a snapshot would be added, removed and changed, in which columns, and the first
 * keys of them. Values are compared, not how they are written: 78.5 is 78.500.
 */
export function sealDifference({ sealed, aside, key, columns }: SealDifference): string {
  const values = columns.filter((column) => !key.includes(column.name));
  const first = quoteIdentifier(key[0] ?? '');
  const keys = key.map((name) => {
    const column = quoteIdentifier(name);
    return `coalesce(now.${column}, before.${column})::text`;
  });
  const isOnBothSides = `now.${first} is not null and before.${first} is not null`;
  const changes = values.map(
    (column, index) =>
      `${valuesDiffer([column], 'now', 'before')} and ${isOnBothSides} as "change ${index}"`,
  );
  const counts = values.map(({ name }, index) => [
    quoteLiteral(name),
    `count(*) filter (where "change ${index}")`,
  ]);
  return [
    'select count(*) filter (where not is_before) as added,',
    '  count(*) filter (where not is_now) as removed,',
    '  count(*) filter (where is_before and is_now) as changed,',
    `  array[${counts.map(([name]) => name).join(', ')}]::text[] as columns,`,
    `  array[${counts.map(([, count]) => count).join(', ')}]::bigint[] as changes,`,
    '  (array_agg(keys order by keys collate "C"))[1:5] as first_keys',
    'from (',
    `  select concat_ws(', ', ${keys.join(', ')}) as keys,`,
    `    ${[`before.${first} is not null as is_before`, `now.${first} is not null as is_now`, ...changes].join(',\n    ')}`,
    `  from ${renderRelation(aside)} as now`,
    `  full join ${renderRelation(sealed)} as before on ${onKey(key, 'now', 'before')}`,
    `  where now.${first} is null or before.${first} is null or ${valuesDiffer(values, 'now', 'before')}`,
    ') as difference',
  ].join('\n');
}
