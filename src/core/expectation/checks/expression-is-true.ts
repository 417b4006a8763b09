import type { RowCheck } from '../check.ts';
import { bracketed, condition } from '../facts/condition.ts';
import { requiredText } from '../shapes/kwargs.ts';

/** What `rows:` says, and dbt_utils' test of this name. */
export const expressionIsTrue: RowCheck = {
  kind: 'rows',
  name: 'expression_is_true',
  fullName: 'expression_is_true',
  scope: 'row',
  parameters: {
    expression: { type: 'sql', required: true, description: 'a condition in SQL over the columns' },
  },
  principal: 'expression',
  description: 'a condition in SQL is true of every row',
  nulls: 'a row for which the condition is NULL passes and is counted missing',
  example: `
- model: usage_agg_30d
  rows:
    - {name: light_users_skip_little, sql: watch_hours_30d > 5 or skips_7d < 10}`,
  compile(kwargs, context) {
    const holds = bracketed(requiredText(kwargs, 'expression'));
    return {
      considered: condition(`${holds} is not null`),
      unexpected: condition(`not ${holds}`),
      shown: { columns: context.columns.map((column) => column.name), as: 'object' },
    };
  },
};
