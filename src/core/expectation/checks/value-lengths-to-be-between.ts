import { boundParameters, outsideBounds, verifyBounds } from '../shapes/bounds.ts';
import { renderNumber } from '../shapes/render-scalar.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const valueLengthsToBeBetween = valueCheck({
  name: 'value_lengths_to_be_between',
  fullName: 'expect_column_value_lengths_to_be_between',
  description: 'every value has a number of characters between two bounds',
  example: `
- model: subscriptions
  columns:
    contract_type: [{value_lengths_to_be_between: {min_value: 1, max_value: 20}}]`,
  parameters: boundParameters('integer'),
  principal: undefined,
  verify: verifyBounds,
  unexpected(value, kwargs, { column }) {
    requireFamily(column, ['text']);
    return outsideBounds(`length(${value})`, kwargs, (bound) => renderNumber(String(bound)));
  },
});
