import { boundParameters, outsideBounds, verifyBounds } from '../shapes/bounds.ts';
import { renderScalar } from '../shapes/render-scalar.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const beBetween = valueCheck({
  name: 'be_between',
  fullName: 'expect_column_values_to_be_between',
  description: 'every value lies between two bounds, which belong to the range unless strict',
  example: `
- model: subscriptions
  columns:
    monthly_fee: [{be_between: {min_value: 0, max_value: 200}}]`,
  parameters: boundParameters('scalar'),
  principal: undefined,
  verify: verifyBounds,
  unexpected: (value, kwargs, { column }) =>
    outsideBounds(value, kwargs, (bound, argument) => renderScalar(bound, column, argument)),
});
