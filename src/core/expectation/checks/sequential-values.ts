import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, present } from '../facts/condition.ts';
import { columnFamily } from '../shapes/column-family.ts';
import { DATE_PART, intervalSql } from '../shapes/date-parts.ts';
import { numberOf, textOf } from '../shapes/kwargs.ts';
import { renderNumber } from '../shapes/render-scalar.ts';
import { requireFamily } from '../shapes/require-family.ts';

/** dbt_utils' test of this name. */
export const sequentialValues: RowCheck = {
  kind: 'rows',
  name: 'sequential_values',
  fullName: 'sequential_values',
  scope: 'column',
  parameters: {
    interval: { type: 'number', default: 1, description: 'from one value to the next' },
    datepart: { ...DATE_PART, default: 'day', description: 'of dates and times, its unit' },
  },
  principal: 'interval',
  description:
    'in their own order each value is the one before and an interval: none is left out, none occurs twice',
  nulls: 'NULLs are left out, pass and are counted missing',
  example: `
- model: users
  columns:
    signup_date: [{sequential_values: {datepart: day, mostly: 0.001, severity: warn}}]`,
  compile(kwargs, context) {
    const { column } = context;
    requireFamily(column, ['number', 'date', 'timestamp']);
    const value = quoteIdentifier(column.name);
    const within =
      context.groupBy.length === 0 ? '' : `partition by ${columnList(context.groupBy)} `;
    const previous = `lag(${value}) over (${within}order by ${value})`;
    const interval = numberOf(kwargs, 'interval') ?? 1;
    const next =
      columnFamily(column) === 'number'
        ? `"asof previous" + ${renderNumber(interval)}`
        : `"asof previous" + ${intervalSql(interval, textOf(kwargs, 'datepart') ?? 'day')}`;
    return {
      considered: present(column.name),
      from: context.rowsWith([`${previous} as "asof previous"`], `${value} is not null`),
      unexpected: condition(`${value} <> ${next}`),
      shown: { columns: [column.name], as: 'value' },
    };
  },
};
