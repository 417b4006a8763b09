import type { CatalogCheck } from '../check.ts';
import { boundParameters, describeBounds, warnOfOrder } from '../shapes/bounds.ts';
import { countedColumns } from '../shapes/counted-columns.ts';
import { flagOf, numberOf } from '../shapes/kwargs.ts';

export const columnCountToBeBetween: CatalogCheck = {
  kind: 'catalog',
  name: 'column_count_to_be_between',
  fullName: 'expect_table_column_count_to_be_between',
  scope: 'table',
  parameters: boundParameters('number'),
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
    const least = Number(numberOf(kwargs, 'min_value') ?? -Infinity);
    const greatest = Number(numberOf(kwargs, 'max_value') ?? Infinity);
    const isAbove = flagOf(kwargs, 'strict_min') ? observed > least : observed >= least;
    const isBelow = flagOf(kwargs, 'strict_max') ? observed < greatest : observed <= greatest;
    if (isAbove && isBelow) return { holds: true, observed };
    const message = `there are ${observed} columns, expected ${describeBounds(kwargs)}`;
    return { holds: false, observed, message };
  },
};
