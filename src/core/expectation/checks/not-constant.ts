import type { AggregateCheck } from '../check.ts';
import { ofDistinctValues } from '../shapes/distinct-values.ts';

/** dbt_utils' test of this name. */
export const notConstant: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'not_constant',
  fullName: 'not_constant',
  scope: 'column',
  parameters: {},
  principal: undefined,
  description: 'the column has two different values at least',
  nulls: 'NULL is not a value',
  empty: 'it does not hold: there is no value',
  example: `
- model: usage_agg_30d
  columns:
    watch_hours_30d: [not_constant]`,
  compile(_kwargs, context) {
    return {
      facts: [ofDistinctValues(context, 'aggregate', 'count(*)')],
      judge([text]) {
        const observed = Number(text);
        if (observed > 1) return { holds: true, observed };
        const found = observed === 0 ? 'there is no value' : 'all values are the same';
        return { holds: false, observed, message: `${found}, expected different ones` };
      },
    };
  },
};
