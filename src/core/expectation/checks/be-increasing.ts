import { orderedCheck } from '../shapes/ordered-check.ts';

export const beIncreasing = orderedCheck({
  name: 'be_increasing',
  fullName: 'expect_column_values_to_be_increasing',
  description: 'no value is less than the one before it, in an order that is given',
  example: `
- model: users
  columns:
    user_id: [{be_increasing: {order_by: [user_id], strictly: true}}]`,
  wrong: '<',
});
