import type { CatalogCheck } from '../check.ts';
import { countedColumns } from '../shapes/counted-columns.ts';
import { numberOf } from '../shapes/kwargs.ts';

export const columnCountToEqual: CatalogCheck = {
  kind: 'catalog',
  name: 'column_count_to_equal',
  fullName: 'expect_table_column_count_to_equal',
  scope: 'table',
  parameters: { value: { type: 'integer', required: true, description: 'the number' } },
  principal: 'value',
  description: 'there are so many columns; columns that asof added are not counted',
  nulls: 'no row is looked at',
  example: `
- model: labels
  table:
    - column_count_to_equal: 2`,
  judge(kwargs, context) {
    const observed = countedColumns(context, []).length;
    const expected = Number(numberOf(kwargs, 'value'));
    if (observed === expected) return { holds: true, observed };
    const message = `there are ${observed} columns, expected ${expected}`;
    return { holds: false, observed, message };
  },
};
