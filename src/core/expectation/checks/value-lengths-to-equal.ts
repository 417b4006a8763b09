import { bug } from '../../diagnostics/bug.ts';
import { numberOf } from '../shapes/kwargs.ts';
import { renderNumber } from '../shapes/render-scalar.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const valueLengthsToEqual = valueCheck({
  name: 'value_lengths_to_equal',
  fullName: 'expect_column_value_lengths_to_equal',
  description: 'every value has the same given number of characters',
  example: `
- model: users
  columns:
    user_id: [{value_lengths_to_equal: 10}]`,
  parameters: {
    value: { type: 'integer', required: true, description: 'the number of characters' },
  },
  principal: 'value',
  unexpected(value, kwargs, { column }) {
    requireFamily(column, ['text']);
    const length = numberOf(kwargs, 'value') ?? bug('the length was not demanded');
    return `length(${value}) <> ${renderNumber(length)}`;
  },
});
