import type { Json } from '../../diagnostics/json.ts';
import { readExactJson } from './read-exact-json.ts';

/** At most so many unexpected rows are shown, where nothing else is said. */
export const EVIDENCE_LIMIT = 20;

/** At most so many are kept whole when a gate shuts: what was to be published is rolled back. */
export const FAILING_ROWS_LIMIT = 100;

/** One value of JSON: how many rows the select returns, and the first of them in a fixed order. */
export function selectFirstRows(select: string, limit: number): string {
  return [
    'select json_build_array(coalesce(max("asof count"), 0), coalesce(json_agg("asof row"), \'[]\'))',
    'from (',
    '  select count(*) over () as "asof count", to_json("asof unexpected") as "asof row"',
    '  from (',
    select,
    '  ) as "asof unexpected"',
    '  order by "asof unexpected"::text collate "C"',
    // the count comes with the rows
    `  limit ${Math.max(limit, 1)}`,
    ') as "asof first"',
  ].join('\n');
}

/** What `selectFirstRows` gave, for the same limit. */
export function readFirstRows(
  text: string | null | undefined,
  limit: number,
): {
  readonly count: number;
  readonly rows: readonly Json[];
} {
  const value = readExactJson(text ?? '[0, []]');
  const [count, rows] = Array.isArray(value) ? value : [0, []];
  return { count: Number(count), rows: Array.isArray(rows) ? rows.slice(0, limit) : [] };
}
