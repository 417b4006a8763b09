import { aggregateBetween } from '../shapes/aggregate-between.ts';
import { columnFamily } from '../shapes/column-family.ts';

export const medianToBeBetween = aggregateBetween({
  name: 'median_to_be_between',
  description:
    'the median of the column lies between two bounds; of an even number of numbers it is the mean of the two in the middle, of dates and times the earlier of them',
  example: `
- model: usage_agg_30d
  columns:
    avg_session_mins_7d: [{median_to_be_between: {min_value: 5, max_value: 240}}]`,
  value: (column, of) => {
    const percentile = columnFamily(of) === 'number' ? 'percentile_cont' : 'percentile_disc';
    return `${percentile}(0.5) within group (order by ${column})`;
  },
  title: 'median',
  families: ['number', 'date', 'timestamp'],
  bounds: 'column',
  sorts: true,
});
