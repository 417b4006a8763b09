import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, conditionSql } from '../facts/condition.ts';
import { columnListParameter, columnsIn, verifyColumnList } from '../shapes/column-list.ts';
import { consideredRows, IGNORED_LISTS } from '../shapes/ignored-rows.ts';
import { numberOf, textOf } from '../shapes/kwargs.ts';
import { renderNumber } from '../shapes/render-scalar.ts';
import { requireFamily } from '../shapes/require-family.ts';

export const multicolumnSumToEqual: RowCheck = {
  kind: 'rows',
  name: 'multicolumn_sum_to_equal',
  fullName: 'expect_multicolumn_sum_to_equal',
  scope: 'table',
  parameters: {
    column_list: columnListParameter('the columns that are added up'),
    sum_total: { type: 'number', required: true, description: 'what they come to' },
    ignore_row_if: IGNORED_LISTS,
  },
  principal: undefined,
  description: 'in every row some columns add up to a number',
  nulls: 'a row with a NULL has no sum, passes and is counted missing; with never it is unexpected',
  example: `
- model: usage_agg_30d
  table:
    - multicolumn_sum_to_equal: {column_list: [skips_7d, rebuffer_events_7d], sum_total: 0, mostly: 0.001, severity: warn}`,
  verify: verifyColumnList,
  compile(kwargs, context) {
    const columns = columnsIn(kwargs, context);
    for (const column of columns) requireFamily(column, ['number']);
    const names = columns.map(({ name }) => name);
    const total = renderNumber(numberOf(kwargs, 'sum_total') ?? 0);
    const sum = names.map(quoteIdentifier).join(' + ');
    if (textOf(kwargs, 'ignore_row_if') === 'never') {
      return {
        considered: { type: 'all' },
        unexpected: condition(`(${sum} = ${total}) is not true`),
        shown: { columns: names, as: 'object' },
      };
    }
    // whichever is ignored, there is no sum with a NULL in it
    const considered = consideredRows(names, { ignore_row_if: 'any_value_is_missing' }, '');
    return {
      considered,
      unexpected: condition(`${conditionSql(considered)} and ${sum} <> ${total}`),
      shown: { columns: names, as: 'object' },
    };
  },
};
