import { quoteIdentifier, quoteLiteral } from '../../sql/quote.ts';
import type { AggregateCheck, ArgumentProblem, Kwargs } from '../check.ts';
import { readFirstRows, selectFirstRows } from '../facts/first-rows.ts';
import { DATE_PART, intervalSql } from '../shapes/date-parts.ts';
import { requiredText, textOf } from '../shapes/kwargs.ts';
import { requireFamily } from '../shapes/require-family.ts';

export const noMissingBuckets: AggregateCheck = {
  kind: 'aggregate',
  name: 'no_missing_buckets',
  fullName: 'no_missing_buckets',
  scope: 'column',
  parameters: {
    datepart: { ...DATE_PART, required: true },
    from: { type: 'string', description: 'the first; left out: that of the earliest row' },
    to: { type: 'string', description: 'the last; left out: that of the latest row' },
  },
  principal: 'datepart',
  description:
    'each minute, hour, day, week, month, quarter or year from the first to the last has a row',
  nulls: 'rows without a time are left out',
  empty: 'it holds, unless "from" and "to" are given',
  example: `
- model: users
  columns:
    signup_date: [{no_missing_buckets: {datepart: year, severity: warn}}]`,
  verify: (kwargs) => ['from', 'to'].flatMap((name) => verifyTime(name, kwargs)),
  compile(kwargs, context) {
    const { column } = context;
    requireFamily(column, ['date', 'timestamp']);
    const part = requiredText(kwargs, 'datepart');
    const value = quoteIdentifier(column.name);
    const bucket = (time: string): string => `date_trunc('${part}', ${time}::timestamp)`;
    const edge = (name: string, found: string): string => {
      const given = textOf(kwargs, name);
      return given === undefined ? found : bucket(`timestamp ${quoteLiteral(given)}`);
    };
    const missing = [
      'select "bucket"',
      `from (select min("bucket") as "first", max("bucket") as "last" from "there") as "ends",`,
      `  generate_series(${edge('from', '"first"')}, ${edge('to', '"last"')}, ${intervalSql(1, part)}) as "bucket"`,
      'where not exists (select from "there" where "there"."bucket" = "bucket"."bucket")',
      'order by "bucket"',
    ].join('\n');
    const there = `with "there" as (\nselect distinct ${bucket(value)} as "bucket"\n${context.rowsWhere(`${value} is not null`)}\n)\n`;
    return {
      facts: [{ over: 'query', sql: there + selectFirstRows(missing, context.sample) }],
      judge([text]) {
        const { count, rows } = readFirstRows(text, context.sample);
        if (count === 0) return { holds: true, observed: 0 };
        const noun = count === 1 ? `${part} has` : `${part}s have`;
        const message = `${count} ${noun} no row`;
        return { holds: false, observed: count, unexpectedList: rows, message };
      },
      listing: there + missing,
    };
  },
};

function verifyTime(name: string, kwargs: Kwargs): readonly ArgumentProblem[] {
  const given = textOf(kwargs, name);
  if (given === undefined || /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?$/.test(given)) return [];
  const message = `"${name}" must be a date or a time such as 2024-01-31, not "${given}"`;
  return [{ parameter: name, message }];
}
