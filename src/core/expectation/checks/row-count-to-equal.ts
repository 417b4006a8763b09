import { bug } from '../../diagnostics/bug.ts';
import type { AggregateCheck } from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { numberOf } from '../shapes/kwargs.ts';

export const rowCountToEqual: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'row_count_to_equal',
  fullName: 'expect_table_row_count_to_equal',
  scope: 'table',
  parameters: {
    value: { type: 'integer', required: true, description: 'the number of rows' },
  },
  principal: 'value',
  description: 'there are exactly so many rows',
  nulls: 'rows are counted whatever they hold',
  empty: '0 is compared with the number',
  example: `
- model: users
  table:
    - row_count_to_equal: 7043`,
  compile(kwargs, context) {
    const expected = numberOf(kwargs, 'value') ?? bug('the number of rows was not demanded');
    return {
      facts: [{ over: 'rows', sql: `count(*)${context.filter}` }],
      judge([count]) {
        const observed = readExactJson(count ?? '0');
        if (observed === expected) return { holds: true, observed };
        const message = `the number of rows is ${String(observed)}, expected ${expected}`;
        return { holds: false, observed, message };
      },
    };
  },
};
