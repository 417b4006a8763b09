import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition } from '../facts/condition.ts';
import { flagOf, requiredText, textOf } from '../shapes/kwargs.ts';

export const columnPairValuesAToBeGreaterThanB: RowCheck = {
  kind: 'rows',
  name: 'column_pair_values_a_to_be_greater_than_b',
  fullName: 'expect_column_pair_values_a_to_be_greater_than_b',
  scope: 'table',
  parameters: {
    column_A: { type: 'column', required: true, description: 'the column with the greater value' },
    column_B: { type: 'column', required: true, description: 'the column with the lesser value' },
    or_equal: {
      type: 'boolean',
      default: false,
      description: 'whether equal values are well too',
    },
    ignore_row_if: {
      type: 'string',
      choices: ['both_values_are_missing', 'either_value_is_missing', 'neither'],
      default: 'both_values_are_missing',
      description:
        'which rows are not looked at; with neither, a NULL is unexpected, but not two of them where equal values are well',
    },
  },
  principal: undefined,
  description: 'in every row the value of one column is greater than that of another',
  nulls: 'a row with a NULL in either column cannot be compared, passes and is counted missing',
  example: `
- model: subscriptions
  table:
    - column_pair_values_a_to_be_greater_than_b:
        {column_A: total_paid, column_B: monthly_fee, or_equal: true, mostly: 0.9}`,
  compile(kwargs, context) {
    const names = ['column_A', 'column_B'].map(
      (argument) => context.columnNamed(requiredText(kwargs, argument)).name,
    );
    const [a, b] = names.map((name) => quoteIdentifier(name));
    const orEqual = flagOf(kwargs, 'or_equal');
    const holds = `${a} ${orEqual ? '>=' : '>'} ${b}`;
    const bothNull = orEqual ? ` and not (${a} is null and ${b} is null)` : '';
    const countsAll = textOf(kwargs, 'ignore_row_if') === 'neither';
    return {
      considered: countsAll ? { type: 'all' } : condition(`${a} is not null and ${b} is not null`),
      unexpected: condition(countsAll ? `(${holds}) is not true${bothNull}` : `not (${holds})`),
      shown: { columns: names, as: 'list' },
    };
  },
};
