import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const minToBeBetween = aggregateBetween({
  name: 'min_to_be_between',
  description: 'the least value lies between two bounds',
  aggregate: 'min',
  title: 'minimum',
  families: ['number', 'text', 'date', 'timestamp'],
  bounds: 'column',
});
