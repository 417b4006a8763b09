import type { CatalogCheck } from '../check.ts';
import { countBoundParameters, describeBounds, warnOfOrder } from '../shapes/bounds.ts';
import { countedColumns } from '../shapes/counted-columns.ts';
import { numberOf } from '../shapes/kwargs.ts';

export const columnCountToBeBetween: CatalogCheck = {
  kind: 'catalog',
  name: 'column_count_to_be_between',
  fullName: 'expect_table_column_count_to_be_between',
  scope: 'table',
  parameters: countBoundParameters(),
  principal: undefined,
  description:
    'the number of columns lies between two bounds; columns that asof added are not counted',
  nulls: 'no row is looked at',
  example: `
- model: users
  table:
    - column_count_to_be_between: {min_value: 2, max_value: 50}`,
  verify: warnOfOrder,
  judge(kwargs, context) {
    const observed = countedColumns(context, []).length;
    const isBelow = observed < Number(numberOf(kwargs, 'min_value') ?? observed);
    const isAbove = observed > Number(numberOf(kwargs, 'max_value') ?? observed);
    if (!isBelow && !isAbove) return { holds: true, observed };
    const message = `there are ${observed} columns, expected ${describeBounds(kwargs)}`;
    return { holds: false, observed, message };
  },
};
