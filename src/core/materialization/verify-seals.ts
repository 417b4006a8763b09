import { AS_OF } from '../sql/as-of-partition.ts';
import { dateLiteral, quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import { checksumOf } from './seal.ts';

export interface SealColumns {
  readonly asOf: string;
  /** Those under the checksum, in its order. */
  readonly columns: readonly string[];
}

/**
 * Row count and checksum of every as_of of a snapshot in one scan. Seals of one table may differ in
 * their columns, since some came later: each row is summed over those of the seal of its as_of.
 */
export function sealSumsQuery(
  relation: Relation,
  seals: readonly SealColumns[],
  only: readonly string[] | undefined,
): string {
  const asOf = quoteIdentifier(AS_OF.name);
  const lists = new Map<string, SealColumns[]>();
  for (const seal of seals) {
    const key = JSON.stringify(seal.columns);
    lists.set(key, [...(lists.get(key) ?? []), seal]);
  }
  const [first = [], ...others] = [...lists.values()];
  const hash = (group: readonly SealColumns[]) => checksumOf(group[0]?.columns ?? []);
  const cases = others.map(
    (group) => `when ${asOf} in (${dates(group.map((seal) => seal.asOf))}) then ${hash(group)}`,
  );
  const each = cases.length === 0 ? hash(first) : `case ${cases.join(' ')} else ${hash(first)} end`;
  return [
    `select ${asOf}::text as as_of, count(*) as row_count, coalesce(sum(${each}), 0)::text as checksum`,
    `from ${renderRelation(relation)}`,
    ...(only === undefined ? [] : [`where ${asOf} in (${dates(only)})`]),
    `group by ${asOf}`,
    'order by 1',
  ].join('\n');
}

function dates(asOfs: readonly string[]): string {
  return asOfs.map(dateLiteral).join(', ');
}
