import type { AggregateCheck } from '../check.ts';
import { numberOf } from '../shapes/kwargs.ts';
import { TOLERANCES, toleranceOf } from '../shapes/tolerance.ts';

export const rowCountToEqualOtherTable: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'row_count_to_equal_other_table',
  fullName: 'expect_table_row_count_to_equal_other_table',
  scope: 'table',
  parameters: {
    other_table_name: {
      type: 'node',
      required: true,
      description: 'the model, seed or source whose rows are counted',
    },
    factor: {
      type: 'number',
      default: 1,
      description: 'so many rows for each row of the other',
    },
    other_where: { type: 'sql', description: 'only rows of the other that meet it are counted' },
    ...TOLERANCES,
  },
  principal: 'other_table_name',
  description: 'there are as many rows as in another model, seed or source',
  nulls: 'rows are counted whatever they hold',
  empty: 'the other must be without rows too, but for the tolerance',
  example: `
- model: labels
  table:
    - row_count_to_equal_other_table: users`,
  compile(kwargs, context) {
    return {
      facts: [
        { over: 'rows', sql: `count(*)${context.filter}` },
        {
          over: 'query',
          sql: `select count(*) ${context.otherRows('other_table_name', { where: 'other_where', ofGroup: true })}`,
        },
      ],
      judge([self, other]) {
        const observed = { self: Number(self), other: Number(other) };
        const expected = observed.other * Number(numberOf(kwargs, 'factor') ?? 1);
        const tolerance = toleranceOf(kwargs, expected);
        if (Math.abs(observed.self - expected) <= tolerance) return { holds: true, observed };
        const within = tolerance === 0 ? '' : ` within ${tolerance}`;
        const message = `there are ${observed.self} rows, expected ${expected}${within}`;
        return { holds: false, observed, message };
      },
    };
  },
};
