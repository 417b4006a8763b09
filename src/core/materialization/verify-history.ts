import { columnList, quoteIdentifier } from '../sql/quote.ts';
import { type Relation, renderRelation } from '../sql/relation.ts';
import { VALID_FROM, VALID_TO, validAt } from './history-columns.ts';
import type { ModelConfig } from './model-config.ts';

/** How many rows a history holds, and how many of them are valid at each as_of: `at_0`, `at_1`, … */
export function historyCounts(
  relation: Relation,
  config: ModelConfig,
  asOfs: readonly string[],
): string {
  const counts = asOfs.map(
    (asOf, at) => `count(*) filter (where ${validAt(config, asOf)}) as at_${at}`,
  );
  return `select ${['count(*) as row_count', ...counts].join(',\n  ')}\nfrom ${renderRelation(relation)}`;
}

/** Keys of which two versions are valid at once: at most 20. */
export function historyOverlaps(relation: Relation, key: readonly string[]): string {
  const keys = columnList(key);
  const from = quoteIdentifier(VALID_FROM);
  return `select ${key.map((name) => `${quoteIdentifier(name)}::text`).join(', ')}, count(*) as "asof: count"
from (
  select ${keys}, ${from} as "asof: began",
    lag(${from}) over versions as "asof: before", lag(${quoteIdentifier(VALID_TO)}) over versions as "asof: until"
  from ${renderRelation(relation)}
  window versions as (partition by ${keys} order by ${from})
) as versions
where "asof: before" is not null and ("asof: until" is null or "asof: until" > "asof: began")
group by ${keys}
order by 1
limit 20`;
}
