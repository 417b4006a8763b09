import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const maxToBeBetween = aggregateBetween({
  name: 'max_to_be_between',
  description: 'the greatest value lies between two bounds',
  aggregate: 'max',
  title: 'maximum',
  families: ['number', 'text', 'date', 'timestamp'],
  bounds: 'column',
});
