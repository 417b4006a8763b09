import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const stdevToBeBetween = aggregateBetween({
  name: 'stdev_to_be_between',
  description: 'the standard deviation of the sample lies between two bounds',
  example: `
- model: usage_agg_30d
  columns:
    avg_session_mins_7d: [{stdev_to_be_between: {min_value: 0, strict_min: true}}]`,
  value: (column, filter) => `stddev_samp(${column})${filter}`,
  title: 'standard deviation',
  families: ['number'],
  bounds: 'number',
  isStatistic: true,
});
