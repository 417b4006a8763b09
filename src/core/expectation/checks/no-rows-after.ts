import { fail } from '../../diagnostics/diagnostic.ts';
import type { Column } from '../../sql/column.ts';
import { dateLiteral, quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import { addToDate } from '../../time/add-to-date.ts';
import { isDate } from '../../time/month-end.ts';
import type { CheckContext, Kwargs, RowCheck } from '../check.ts';
import { condition, present } from '../facts/condition.ts';
import { baseType, columnFamily } from '../shapes/column-family.ts';
import { requiredText, textOf } from '../shapes/kwargs.ts';

/** For what must not know the future: a training set, a feature table, a log of events. */
export const noRowsAfter: RowCheck = {
  kind: 'rows',
  name: 'no_rows_after',
  fullName: 'no_rows_after',
  scope: 'table',
  parameters: {
    column: {
      type: 'column',
      required: true,
      description: 'a date or a timestamp: when what the row tells happened',
    },
    as_of: {
      type: 'string',
      description:
        'a date, or the column of the relation that holds one; left out: the as_of that is checked',
    },
  },
  principal: 'column',
  description:
    'no row tells what happened after the end of a day, in UTC: the as_of that is checked, a date, or the date in another column',
  nulls:
    'a row without a time, or without a date to hold it against, passes and is counted missing',
  example: `
- model: users
  table:
    - no_rows_after: signup_date`,
  verify: () => [],
  compile(kwargs, context) {
    const column = context.columnNamed(requiredText(kwargs, 'column'));
    const limit = limitOf(kwargs, context);
    const { name } = column;
    const shown = limit.column === undefined ? [name] : [name, limit.column];
    return {
      considered:
        limit.column === undefined
          ? present(name)
          : condition(
              `${quoteIdentifier(name)} is not null and ${quoteIdentifier(limit.column)} is not null`,
            ),
      unexpected: condition(isAfter(column, limit)),
      shown: { columns: shown, as: shown.length === 1 ? 'value' : 'object' },
    };
  },
};

type Limit =
  | { readonly column: undefined; readonly date: string }
  | { readonly column: string; readonly type: string };

function limitOf(kwargs: Kwargs, context: CheckContext): Limit {
  const given = textOf(kwargs, 'as_of') ?? context.asOf;
  if (given === undefined) {
    return fail('expectation-error', 'no as_of is checked that rows could come after', {
      hint: 'give one: as_of: 2024-01-31, or the name of a column, or --vars as_of=2024-01-31',
    });
  }
  if (isDate(given)) return { column: undefined, date: given };
  const column = context.columnNamed(given);
  if (columnFamily(column) !== 'date') return notATime(column, 'a date');
  return { column: given, type: column.type };
}

/** Later than the end of the day, as the type of the column has it. */
function isAfter(column: Column, limit: Limit): string {
  const value = quoteIdentifier(column.name);
  switch (baseType(column)) {
    case 'date':
      return limit.column === undefined
        ? `${value} > ${dateLiteral(limit.date)}`
        : `${value} > ${quoteIdentifier(limit.column)}`;
    case 'timestamp without time zone':
      return limit.column === undefined
        ? `${value} >= timestamp ${quoteLiteral(nextDay(limit.date))}`
        : `${value} >= ${quoteIdentifier(limit.column)} + 1`;
    case 'timestamp with time zone':
      return limit.column === undefined
        ? `${value} >= timestamptz ${quoteLiteral(`${nextDay(limit.date)} 00:00:00+00`)}`
        : `${value} >= (${quoteIdentifier(limit.column)} + 1)::timestamp at time zone 'UTC'`;
    default:
      return notATime(column, 'a date or a timestamp');
  }
}

function nextDay(date: string): string {
  return addToDate(date, 1, 'day');
}

function notATime(column: Column, what: string): never {
  return fail(
    'expectation-error',
    `column "${column.name}" must be ${what}, but is ${column.type}`,
  );
}
