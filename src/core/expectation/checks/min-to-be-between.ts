import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const minToBeBetween = aggregateBetween({
  name: 'min_to_be_between',
  description: 'the least value lies between two bounds',
  example: `
- model: subscriptions
  columns:
    monthly_fee: [{min_to_be_between: {min_value: 0, strict_min: true}}]`,
  value: (column, filter) => `min(${column})${filter}`,
  title: 'minimum',
  families: ['number', 'text', 'date', 'timestamp'],
  bounds: 'column',
});
