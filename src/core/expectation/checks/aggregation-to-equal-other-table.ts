import type { Json } from '../../diagnostics/json.ts';
import type { AggregateCheck } from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { requiredText, textOf } from '../shapes/kwargs.ts';
import { TOLERANCES, toleranceOf } from '../shapes/tolerance.ts';

/** dbt_expectations' test of this name. */
export const aggregationToEqualOtherTable: AggregateCheck = {
  kind: 'aggregate',
  name: 'aggregation_to_equal_other_table',
  fullName: 'expect_table_aggregation_to_equal_other_table',
  scope: 'table',
  parameters: {
    expression: {
      type: 'sql',
      required: true,
      description: 'an aggregate in SQL, such as sum(amount)',
    },
    compare_model: {
      type: 'node',
      required: true,
      description: 'the model, seed or source that it is compared with',
    },
    compare_expression: {
      type: 'sql',
      description: 'the aggregate there; left out: the same',
    },
    compare_where: { type: 'sql', description: 'only rows there that meet it are aggregated' },
    ...TOLERANCES,
  },
  principal: undefined,
  description: 'an aggregate of the rows is what another model, seed or source gives',
  nulls: 'as the aggregate has it; NULL equals NULL',
  empty: 'as the aggregate has it',
  example: `
- model: usage_agg_30d
  table:
    - aggregation_to_equal_other_table:
        {expression: count(distinct user_id), compare_model: users}`,
  compile(kwargs, context) {
    const expression = requiredText(kwargs, 'expression');
    const other = textOf(kwargs, 'compare_expression') ?? expression;
    const rows = context.otherRows('compare_model', { where: 'compare_where', ofGroup: true });
    return {
      facts: [
        { over: 'query', sql: `select to_json(${expression}) ${context.rowsWhere()}` },
        { over: 'query', sql: `select to_json(${other}) ${rows}` },
      ],
      judge([mine, theirs]) {
        const observed = {
          self: readExactJson(mine ?? 'null'),
          other: readExactJson(theirs ?? 'null'),
        };
        if (isNear(observed.self, observed.other, kwargs)) return { holds: true, observed };
        const message = `${expression} is ${JSON.stringify(observed.self)}, expected ${JSON.stringify(observed.other)}`;
        return { holds: false, observed, message };
      },
    };
  },
};

function isNear(self: Json, other: Json, kwargs: Parameters<typeof toleranceOf>[0]): boolean {
  if (JSON.stringify(self) === JSON.stringify(other)) return true;
  const [one, two] = [Number(self), Number(other)];
  if (self === null || other === null || Number.isNaN(one) || Number.isNaN(two)) return false;
  return Math.abs(one - two) <= toleranceOf(kwargs, two);
}
