import { orderedCheck } from '../shapes/ordered-check.ts';

export const beDecreasing = orderedCheck({
  name: 'be_decreasing',
  fullName: 'expect_column_values_to_be_decreasing',
  description: 'no value is greater than the one before it, in an order that is given',
  example: `
- model: subscriptions
  columns:
    monthly_fee: [{be_decreasing: {order_by: [monthly_fee], mostly: 0.1, severity: warn}}]`,
  wrong: '>',
});
