import { aggregateBetween } from '../shapes/aggregate-between.ts';

export const maxToBeBetween = aggregateBetween({
  name: 'max_to_be_between',
  description: 'the greatest value lies between two bounds',
  example: `
- model: users
  columns:
    signup_date: [{max_to_be_between: {min_value: 2023-12-01}}]`,
  value: (column, filter) => `max(${column})${filter}`,
  title: 'maximum',
  families: ['number', 'text', 'date', 'timestamp'],
  bounds: 'column',
});
