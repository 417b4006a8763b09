import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const stdevToBeBetween = aggregateBetween({
  name: 'stdev_to_be_between',
  description: 'the standard deviation of the sample lies between two bounds',
  aggregate: 'stddev_samp',
  title: 'standard deviation',
  families: ['number'],
  bounds: 'number',
  isStatistic: true,
});
