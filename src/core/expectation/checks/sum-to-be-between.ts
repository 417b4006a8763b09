import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const sumToBeBetween = aggregateBetween({
  name: 'sum_to_be_between',
  description: 'the sum of the values lies between two bounds',
  example: `
- model: payments_agg_90d
  columns:
    failed_payments_90d: [{sum_to_be_between: {min_value: 1, severity: warn}}]`,
  value: (column, filter) => `sum(${column})${filter}`,
  title: 'sum',
  families: ['number'],
  bounds: 'number',
});
