import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const meanToBeBetween = aggregateBetween({
  name: 'mean_to_be_between',
  description: 'the mean of the values lies between two bounds',
  aggregate: 'avg',
  title: 'mean',
  families: ['number'],
  bounds: 'number',
  isStatistic: true,
});
