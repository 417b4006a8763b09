import { scalarsOf } from '../shapes/kwargs.ts';
import { valueCheck } from '../shapes/value-check.ts';
import { renderSet } from '../shapes/value-set.ts';

export const beInSet = valueCheck({
  name: 'be_in_set',
  fullName: 'expect_column_values_to_be_in_set',
  description: 'every value is one of a set',
  example: `
- model: subscriptions
  columns:
    contract_type: [{be_in_set: [Month-to-month, One year, Two year]}]`,
  parameters: {
    value_set: {
      type: 'list',
      required: true,
      nullable: true,
      description: 'the allowed values; of an empty list none is, of null any',
    },
  },
  principal: 'value_set',
  unexpected(value, kwargs, { column }) {
    const allowed = scalarsOf(kwargs, 'value_set');
    if (allowed === undefined) return undefined;
    if (allowed.length === 0) return `${value} is not null`;
    return `${value} not in (${renderSet(allowed, column)})`;
  },
});
