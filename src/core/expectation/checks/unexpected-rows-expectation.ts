import type { AggregateCheck } from '../check.ts';
import { readFirstRows, selectFirstRows } from '../facts/first-rows.ts';
import { requiredText } from '../shapes/kwargs.ts';

export const unexpectedRowsExpectation: AggregateCheck = {
  kind: 'aggregate',
  name: 'unexpected_rows_expectation',
  fullName: 'unexpected_rows_expectation',
  scope: 'table',
  parameters: {
    unexpected_rows_query: {
      type: 'query',
      required: true,
      description: 'a select in which {batch} stands for the relation, and that returns no row',
    },
  },
  principal: 'unexpected_rows_query',
  description: 'a select from the relation returns no row',
  nulls: 'as the select has it',
  empty: 'as the select has it',
  example: `
- model: users
  table:
    - unexpected_rows_expectation: select user_id from {batch} where signup_date > date '2030-01-01'`,
  compile(kwargs, context) {
    const select = requiredText(kwargs, 'unexpected_rows_query').replaceAll('{batch}', '"batch"');
    const batch = `with "batch" as not materialized (\nselect *\n${context.rowsWhere()}\n)\n`;
    return {
      facts: [{ over: 'query', sql: batch + selectFirstRows(select, context.sample) }],
      judge([text]) {
        const { count, rows } = readFirstRows(text, context.sample);
        const observed = `${count} unexpected ${count === 1 ? 'row' : 'rows'}`;
        const holds = count === 0;
        return {
          holds,
          observed,
          unexpectedCount: count,
          unexpectedList: rows,
          ...(holds ? {} : { message: observed }),
        };
      },
      listing: `${batch}select *\nfrom (\n${select}\n) as "unexpected"`,
    };
  },
};
