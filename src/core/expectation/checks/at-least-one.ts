import { quoteIdentifier } from '../../sql/quote.ts';
import type { AggregateCheck } from '../check.ts';

/** dbt_utils' test of this name. */
export const atLeastOne: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'at_least_one',
  fullName: 'at_least_one',
  scope: 'column',
  parameters: {},
  principal: undefined,
  description: 'the column has a value in one row at least',
  nulls: 'NULL is not a value',
  empty: 'it does not hold: there is no value',
  example: `
- model: usage_agg_30d
  columns:
    skips_7d: [at_least_one]`,
  compile(_kwargs, context) {
    const { name } = context.column;
    return {
      facts: [{ over: 'rows', sql: `count(${quoteIdentifier(name)})${context.filter}` }],
      judge([text]) {
        const observed = Number(text);
        if (observed > 0) return { holds: true, observed };
        return { holds: false, observed, message: `no row has a value of "${name}"` };
      },
    };
  },
};
