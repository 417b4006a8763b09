import type { Json } from '../../diagnostics/json.ts';
import { readExactJson } from './read-exact-json.ts';

interface Counted {
  readonly limit: number | undefined;
  /** At most so many rows are given. */
  readonly sample: number;
  /** An aggregate over the rows; undefined: none is asked for. */
  readonly calculation: string | undefined;
}

/**
 * One value of JSON: how many rows the select returns, the first of them in a fixed order, and what
 * is computed over them. In a `from`, nothing that writes can pass for a select.
 */
export function selectTestRows(select: string, { limit, sample, calculation }: Counted): string {
  return [
    'with "asof test" as materialized (',
    'select * from (',
    select,
    `) as "dbt_internal_test"${limit === undefined ? '' : `\nlimit ${limit}`}`,
    ')',
    'select json_build_array(',
    '  (select count(*) from "asof test"),',
    '  (',
    '    select coalesce(json_agg("asof row"), \'[]\')',
    '    from (',
    '      select to_json("asof unexpected") as "asof row"',
    '      from "asof test" as "asof unexpected"',
    '      order by "asof unexpected"::text collate "C"',
    `      limit ${sample}`,
    '    ) as "asof first"',
    '  ),',
    calculation === undefined
      ? '  null'
      : `  (select (${calculation})::text from "asof test" as "dbt_internal_test")`,
    ')::text as "facts"',
  ].join('\n');
}

export function readTestRows(text: string | null): {
  readonly count: number;
  readonly rows: readonly Json[];
  readonly calculated: string | null;
} {
  const value = readExactJson(text ?? '[0, [], null]');
  const [count, rows, calculated] = Array.isArray(value) ? value : [0, [], null];
  return {
    count: Number(count),
    rows: Array.isArray(rows) ? rows : [],
    calculated: calculated === null ? null : String(calculated),
  };
}
