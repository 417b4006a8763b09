import { quoteIdentifier } from '../../sql/quote.ts';
import type { AggregateCheck } from '../check.ts';
import { boundParameters, insideBounds, judgeBounds, warnOfOrder } from '../shapes/bounds.ts';
import { renderNumber } from '../shapes/render-scalar.ts';

export const proportionOfNonNullValuesToBeBetween: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'proportion_of_non_null_values_to_be_between',
  fullName: 'expect_column_proportion_of_non_null_values_to_be_between',
  scope: 'column',
  parameters: boundParameters('number'),
  principal: undefined,
  description: 'the share of rows that have a value lies between two bounds',
  nulls: 'a NULL is a row without a value',
  empty: 'the share is 0, which is compared with the bounds',
  observesNumber: true,
  example: `
- model: subscriptions
  columns:
    add_on_support: [{proportion_of_non_null_values_to_be_between: {min_value: 0.2}}]`,
  verify: warnOfOrder,
  compile(kwargs, context) {
    const { name } = context.column;
    const values = `count(${quoteIdentifier(name)})${context.filter}::double precision`;
    const share = `${values} / greatest(count(*)${context.filter}, 1)`;
    const inside = insideBounds(`(${share})`, kwargs, (bound) => renderNumber(String(bound)));
    return {
      facts: [
        { over: 'rows', sql: `to_json(${share})` },
        { over: 'rows', sql: inside },
      ],
      judge: (found) => judgeBounds(`share of rows with a value of "${name}"`, kwargs, found),
    };
  },
};
