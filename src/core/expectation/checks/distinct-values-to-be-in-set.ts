import type { Json } from '../../diagnostics/json.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { AggregateCheck } from '../check.ts';
import { orderTerm } from '../facts/order-term.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { scalarsOf } from '../shapes/kwargs.ts';
import { renderSet } from '../shapes/value-set.ts';

/** So many different values are shown; a column may hold millions. */
const SHOWN = 100;

export const distinctValuesToBeInSet: AggregateCheck = {
  kind: 'aggregate',
  name: 'distinct_values_to_be_in_set',
  fullName: 'expect_column_distinct_values_to_be_in_set',
  scope: 'column',
  parameters: {
    value_set: {
      type: 'list',
      required: true,
      nullable: true,
      description: 'the allowed values; an empty list and null allow any',
    },
  },
  principal: 'value_set',
  description: 'all different values of the column are members of a set',
  nulls: 'NULL is not a value, here and in the set',
  empty: 'without a value it holds',
  example: `
- model: subscriptions
  columns:
    net_service: [{distinct_values_to_be_in_set: [DSL, Fiber optic, 'No']}]`,
  compile(kwargs, context) {
    const column = quoteIdentifier(context.column.name);
    const allowed = scalarsOf(kwargs, 'value_set') ?? [];
    const isAllowed =
      allowed.length === 0 ? 'true' : `"value" in (${renderSet(allowed, context.column)})`;
    const order = orderTerm({ ...context.column, name: 'value' });
    const values = `select distinct ${column} as "value"\n${context.rowsWhere(`${column} is not null`)}`;
    const list = (which: string, limit: number) =>
      `(select coalesce(json_agg("value"), '[]') from (select "value" from "values"${which} order by ${order} limit ${limit}) as "shown")`;
    return {
      facts: [
        {
          over: 'query',
          sql: [
            `with "values" as materialized (`,
            values,
            ')',
            'select json_build_array(',
            `  (select count(*) from "values" where not (${isAllowed})),`,
            `  ${list(` where not (${isAllowed})`, 20)},`,
            `  ${list('', SHOWN)}`,
            ')',
          ].join('\n'),
        },
      ],
      judge([text]) {
        const [count = 0, unexpected = [], observed = []] = listOf(readExactJson(text ?? '[]'));
        if (count === 0) return { holds: true, observed };
        const noun = count === 1 ? 'value is' : 'different values are';
        return {
          holds: false,
          observed,
          unexpectedList: listOf(unexpected),
          message: `${String(count)} ${noun} not in the set`,
        };
      },
      listing: `select "value"\nfrom (\n${values}\n) as "values"\nwhere not (${isAllowed})\norder by ${order}`,
    };
  },
};

function listOf(value: Json): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
