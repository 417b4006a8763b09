import { scalarsOf } from '../shapes/kwargs.ts';
import { valueCheck } from '../shapes/value-check.ts';
import { renderSet } from '../shapes/value-set.ts';

export const notBeInSet = valueCheck({
  name: 'not_be_in_set',
  fullName: 'expect_column_values_to_not_be_in_set',
  description: 'no value is one of a set',
  example: `
- model: users
  columns:
    user_gender: [{not_be_in_set: ['', unknown, n/a]}]`,
  parameters: {
    value_set: { type: 'list', required: true, description: 'the values that are not allowed' },
  },
  principal: 'value_set',
  unexpected(value, kwargs, { column }) {
    const refused = scalarsOf(kwargs, 'value_set') ?? [];
    return refused.length === 0 ? undefined : `${value} in (${renderSet(refused, column)})`;
  },
});
