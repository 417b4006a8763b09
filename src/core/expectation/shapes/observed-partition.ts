import { quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext } from '../check.ts';
import { orderTerm } from '../facts/order-term.ts';

/** No more values or bins than that: who has more is not helped by a list of them. */
const MOST = 1000;

/** A select of the column's distribution as a `partition_object`: its values and their shares. */
export function observedValues(context: CheckContext): string {
  const { column } = context;
  const name = quoteIdentifier(column.name);
  const order = orderTerm({ ...column, name: 'value' });
  return [
    `select json_build_object('values', coalesce(json_agg("value" order by ${order}), '[]'), 'weights', coalesce(json_agg("share" order by ${order}), '[]'))`,
    'from (',
    `  select ${name} as "value", count(*)::double precision / sum(count(*)) over ()::double precision as "share"`,
    `  ${context.rowsWhere(`${name} is not null`)}`,
    `  group by ${name}`,
    `  order by count(*) desc, ${orderTerm(column)} limit ${MOST}`,
    ') as "shares"',
  ].join('\n');
}

/**
 * The same of numbers, by bins of one width: that of Freedman and Diaconis, or where most values are
 * the same, as many as Sturges gives.
 */
export function observedBins(context: CheckContext): string {
  const name = `${quoteIdentifier(context.column.name)}::double precision`;
  const rows = context.rowsWhere(`${quoteIdentifier(context.column.name)} is not null`);
  return [
    'with "range" as (',
    `  select count(*) as "n", min(${name}) as "low", max(${name}) as "high",`,
    `    percentile_disc(0.75) within group (order by ${name}) - percentile_disc(0.25) within group (order by ${name}) as "spread"`,
    `  ${rows}`,
    '), "bins" as (',
    '  select *, case',
    '    when "low" = "high" then 1',
    `    when "spread" < 1e-10 then least(${MOST}, ceil(ln("n") / ln(2) + 1))`,
    `    else least(${MOST}, ceil(("high" - "low") / (2 * "spread" / "n" ^ (1.0 / 3)))) end::integer as "number"`,
    '  from "range" where "n" > 0',
    '), "counts" as (',
    '  select case when "low" = "high" then 1 else least("number", width_bucket("value", "low", "high", "number")) end as "bin", count(*) as "rows"',
    `  from (select ${name} as "value" ${rows}) as "values", "bins"`,
    '  group by 1',
    ')',
    'select json_build_object(\'bins\', (select json_agg("low" + ("high" - "low") * "edge" / "number" order by "edge") from "bins", generate_series(0, "number") as "edge"),',
    '  \'weights\', (select json_agg(coalesce("rows", 0)::double precision / "n" order by "at") from "bins" cross join generate_series(1, "number") as "at" left join "counts" on "bin" = "at"))',
  ].join('\n');
}
