import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, conditionSql } from '../facts/condition.ts';
import { consideredRows, IGNORED_PAIRS } from '../shapes/ignored-rows.ts';
import { requiredText } from '../shapes/kwargs.ts';

export const columnPairValuesToBeEqual: RowCheck = {
  kind: 'rows',
  name: 'column_pair_values_to_be_equal',
  fullName: 'expect_column_pair_values_to_be_equal',
  scope: 'table',
  parameters: {
    column_A: { type: 'column', required: true, description: 'the one column' },
    column_B: { type: 'column', required: true, description: 'the other' },
    ignore_row_if: IGNORED_PAIRS,
  },
  principal: undefined,
  description: 'in every row two columns have the same value',
  nulls:
    'a NULL equals nothing: beside a value it is unexpected; two are counted missing, or unexpected with neither',
  example: `
- model: usage_agg_30d
  table:
    - column_pair_values_to_be_equal: {column_A: skips_7d, column_B: rebuffer_events_7d, mostly: 0.01, severity: warn}`,
  compile(kwargs, context) {
    const names = ['column_A', 'column_B'].map(
      (argument) => context.columnNamed(requiredText(kwargs, argument)).name,
    );
    const [a, b] = names.map((name) => quoteIdentifier(name));
    const considered = consideredRows(names, kwargs, IGNORED_PAIRS.default);
    const isConsidered = conditionSql(considered);
    const differs = `(${a} = ${b}) is not true`;
    return {
      considered,
      unexpected: condition(
        isConsidered === undefined ? differs : `(${isConsidered}) and ${differs}`,
      ),
      shown: { columns: names, as: 'list' },
    };
  },
};
