import type { AggregateCheck } from '../check.ts';
import { boundParameters, insideBounds, judgeBounds, warnOfOrder } from '../shapes/bounds.ts';
import { ofDistinctValues } from '../shapes/distinct-values.ts';
import { renderNumber } from '../shapes/render-scalar.ts';

const PROPORTION =
  'case count(*) when 0 then 0 else count(*)::double precision / sum("asof count")::double precision end';

export const proportionOfUniqueValuesToBeBetween: AggregateCheck = {
  kind: 'aggregate',
  observesCount: true,
  name: 'proportion_of_unique_values_to_be_between',
  fullName: 'expect_column_proportion_of_unique_values_to_be_between',
  scope: 'column',
  parameters: boundParameters('number'),
  principal: undefined,
  description:
    'the number of different values, of each value that there is, lies between two bounds',
  nulls: 'NULL is not a value; without any value the proportion is 0',
  empty: '0 is compared with the bounds',
  observesNumber: true,
  example: `
- model: users
  columns:
    signup_date: [{proportion_of_unique_values_to_be_between: {max_value: 0.5}}]`,
  verify: warnOfOrder,
  compile(kwargs, context) {
    const inside = insideBounds(PROPORTION, kwargs, (bound) => renderNumber(String(bound)));
    return {
      facts: [`to_json(${PROPORTION})`, inside].map((sql) =>
        ofDistinctValues(context, 'aggregate', sql),
      ),
      judge: (values) =>
        judgeBounds(`proportion of different values of "${context.column.name}"`, kwargs, values),
    };
  },
};
