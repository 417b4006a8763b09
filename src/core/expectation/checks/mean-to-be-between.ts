import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const meanToBeBetween = aggregateBetween({
  name: 'mean_to_be_between',
  description: 'the mean of the values lies between two bounds',
  example: `
- model: usage_agg_30d
  columns:
    watch_hours_30d: [{mean_to_be_between: {min_value: 10, max_value: 60}}]`,
  value: (column, filter) => `avg(${column})${filter}`,
  title: 'mean',
  families: ['number'],
  bounds: 'number',
  isStatistic: true,
});
