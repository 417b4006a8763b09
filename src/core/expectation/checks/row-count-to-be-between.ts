import type { AggregateCheck } from '../check.ts';
import { boundParameters, insideBounds, judgeBounds, warnOfOrder } from '../shapes/bounds.ts';
import { renderNumber } from '../shapes/render-scalar.ts';

export const rowCountToBeBetween: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'row_count_to_be_between',
  fullName: 'expect_table_row_count_to_be_between',
  scope: 'table',
  parameters: boundParameters('number'),
  principal: undefined,
  description: 'the number of rows lies between two bounds',
  nulls: 'rows are counted whatever they hold',
  empty: '0 is compared with the bounds',
  observesNumber: true,
  example: `
- model: users
  table:
    - row_count_to_be_between: {min_value: 1000, max_value: 100000}`,
  verify: warnOfOrder,
  compile(kwargs, context) {
    const count = `count(*)${context.filter}`;
    const inside = insideBounds(count, kwargs, (bound) => renderNumber(String(bound)));
    return {
      facts: [
        { over: 'rows', sql: count },
        { over: 'rows', sql: inside },
      ],
      judge: (values) => judgeBounds('number of rows', kwargs, values),
    };
  },
};
