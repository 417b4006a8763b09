import type { AggregateCheck } from '../check.ts';
import { boundParameters, insideBounds, judgeBounds, warnOfOrder } from '../shapes/bounds.ts';
import { ofDistinctValues } from '../shapes/distinct-values.ts';
import { renderNumber } from '../shapes/render-scalar.ts';

export const uniqueValueCountToBeBetween: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'unique_value_count_to_be_between',
  fullName: 'expect_column_unique_value_count_to_be_between',
  scope: 'column',
  parameters: boundParameters('number'),
  principal: undefined,
  description: 'the number of different values lies between two bounds',
  nulls: 'NULL is not a value; without any value the number is 0',
  empty: '0 is compared with the bounds',
  observesNumber: true,
  example: `
- model: usage_agg_30d
  columns:
    avg_session_mins_7d: [{unique_value_count_to_be_between: {min_value: 2}}]`,
  verify: warnOfOrder,
  compile(kwargs, context) {
    const inside = insideBounds('count(*)', kwargs, (bound) => renderNumber(String(bound)));
    return {
      facts: ['count(*)', inside].map((sql) => ofDistinctValues(context, 'aggregate', sql)),
      judge: (values) =>
        judgeBounds(`number of different values of "${context.column.name}"`, kwargs, values),
    };
  },
};
