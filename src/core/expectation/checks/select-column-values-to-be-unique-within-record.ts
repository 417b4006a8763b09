import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, conditionSql } from '../facts/condition.ts';
import { columnListParameter, columnsIn, verifyColumnPair } from '../shapes/column-list.ts';
import { consideredRows, IGNORED_LISTS } from '../shapes/ignored-rows.ts';

export const selectColumnValuesToBeUniqueWithinRecord: RowCheck = {
  kind: 'rows',
  name: 'select_column_values_to_be_unique_within_record',
  fullName: 'expect_select_column_values_to_be_unique_within_record',
  scope: 'table',
  parameters: {
    column_list: columnListParameter('the columns that are compared'),
    ignore_row_if: IGNORED_LISTS,
  },
  principal: 'column_list',
  description: 'in every row no two of some columns have the same value',
  nulls: 'NULLs equal each other; a row of NULLs alone is counted missing',
  example: `
- model: usage_agg_30d
  table:
    - select_column_values_to_be_unique_within_record:
        {column_list: [skips_7d, rebuffer_events_7d], mostly: 0.5, severity: warn}`,
  verify: verifyColumnPair,
  compile(kwargs, context) {
    const names = columnsIn(kwargs, context).map(({ name }) => name);
    const columns = names.map(quoteIdentifier);
    const pairs = columns.flatMap((one, index) =>
      columns.slice(index + 1).map((other) => `${one} is not distinct from ${other}`),
    );
    const considered = consideredRows(names, kwargs, 'all_values_are_missing');
    const isConsidered = conditionSql(considered);
    const repeats = pairs.join(' or ');
    return {
      considered,
      unexpected: condition(
        isConsidered === undefined ? repeats : `(${isConsidered}) and (${repeats})`,
      ),
      shown: { columns: names, as: 'object' },
    };
  },
};
