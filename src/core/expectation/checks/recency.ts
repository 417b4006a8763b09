import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { addToDate } from '../../time/add-to-date.ts';
import type { AggregateCheck, CheckContext } from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { baseType } from '../shapes/column-family.ts';
import { DATE_PART, intervalSql } from '../shapes/date-parts.ts';
import { numberOf, requiredText } from '../shapes/kwargs.ts';
import { requireFamily } from '../shapes/require-family.ts';

/** dbt_utils' test of this name: freshness, here against the as_of where one is checked. */
export const recency: AggregateCheck = {
  kind: 'aggregate',
  name: 'recency',
  fullName: 'recency',
  scope: 'table',
  readsClock: true,
  parameters: {
    field: { type: 'column', required: true, description: 'a date or a time' },
    datepart: { ...DATE_PART, required: true },
    interval: { type: 'number', required: true, description: 'so many of them it may be old' },
  },
  principal: undefined,
  description:
    'the latest date or time of a column is no older than an interval, at the end of the as_of that is checked, in UTC, or else at the time of the run',
  nulls: 'NULLs are left out; without any value it does not hold',
  empty: 'it does not hold: there is no latest',
  example: `
- model: users
  table:
    - recency: {field: signup_date, datepart: month, interval: 2, severity: warn}`,
  compile(kwargs, context) {
    const column = context.columnNamed(requiredText(kwargs, 'field'));
    requireFamily(column, ['date', 'timestamp']);
    const latest = `max(${quoteIdentifier(column.name)})${context.filter}`;
    const interval = intervalSql(
      numberOf(kwargs, 'interval') ?? 0,
      requiredText(kwargs, 'datepart'),
    );
    const oldest = `timestamptz ${quoteLiteral(momentOf(context))} at time zone 'UTC' - ${interval}`;
    // a day lasts until the next begins
    const end =
      baseType(column) === 'date'
        ? `(${latest} + 1)::timestamp`
        : baseType(column) === 'timestamp with time zone'
          ? `${latest} at time zone 'UTC'`
          : latest;
    return {
      facts: [
        { over: 'rows', sql: `to_json(${latest})` },
        { over: 'rows', sql: `${end} >= ${oldest}` },
      ],
      judge([found, isRecent]) {
        const observed = readExactJson(found ?? 'null');
        if (isRecent === 'true') return { holds: true, observed };
        const message =
          observed === null
            ? `there is no "${column.name}"`
            : `the latest "${column.name}" is ${String(observed)}, more than ${numberOf(kwargs, 'interval')} ${requiredText(kwargs, 'datepart')} old`;
        return { holds: false, observed, message };
      },
    };
  },
};

/** When it is: what comes after the as_of's last moment, or the time of the run. */
function momentOf({ asOf, now }: CheckContext): string {
  return asOf === undefined ? now : `${addToDate(asOf, 1, 'day')} 00:00:00+00`;
}
