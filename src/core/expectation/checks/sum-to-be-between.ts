import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const sumToBeBetween = aggregateBetween({
  name: 'sum_to_be_between',
  description: 'the sum of the values lies between two bounds',
  aggregate: 'sum',
  title: 'sum',
  families: ['number'],
  bounds: 'number',
});
