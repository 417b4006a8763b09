import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, conditionSql } from '../facts/condition.ts';
import { columnListParameter, columnsIn, verifyColumnPair } from '../shapes/column-list.ts';
import { consideredRows, IGNORED_LISTS } from '../shapes/ignored-rows.ts';

export const multicolumnValuesToBeEqual: RowCheck = {
  kind: 'rows',
  name: 'multicolumn_values_to_be_equal',
  fullName: 'expect_multicolumn_values_to_be_equal',
  scope: 'table',
  parameters: {
    column_list: columnListParameter('the columns that are compared'),
    ignore_row_if: IGNORED_LISTS,
  },
  principal: 'column_list',
  description: 'in every row some columns all have the same value',
  nulls:
    'NULLs equal each other, and no value; a row of nothing else is counted missing, with never it holds',
  example: `
- model: usage_agg_30d
  table:
    - multicolumn_values_to_be_equal: {column_list: [skips_7d, rebuffer_events_7d], mostly: 0.01, severity: warn}`,
  verify: verifyColumnPair,
  compile(kwargs, context) {
    const names = columnsIn(kwargs, context).map(({ name }) => name);
    const [first = '', ...others] = names.map(quoteIdentifier);
    const differs = others.map((other) => `${first} is distinct from ${other}`).join(' or ');
    const considered = consideredRows(names, kwargs, IGNORED_LISTS.default);
    const isConsidered = conditionSql(considered);
    return {
      considered,
      unexpected: condition(
        isConsidered === undefined ? differs : `(${isConsidered}) and (${differs})`,
      ),
      shown: { columns: names, as: 'object' },
    };
  },
};
