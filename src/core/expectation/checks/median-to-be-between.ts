import { aggregateBetween } from '../shapes/aggregate-between.ts';
import { baseType, columnFamily } from '../shapes/column-family.ts';

export const medianToBeBetween = aggregateBetween({
  name: 'median_to_be_between',
  description:
    'the median of the column lies between two bounds; of an even number of numbers it is the mean of the two in the middle, of dates and times the earlier of them',
  example: `
- model: usage_agg_30d
  columns:
    avg_session_mins_7d: [{median_to_be_between: {min_value: 5, max_value: 240}}]`,
  value(column, filter, of) {
    const ordered = `within group (order by ${column})${filter}`;
    if (columnFamily(of) !== 'number') return `percentile_disc(0.5) ${ordered}`;
    if (FLOATS.has(baseType(of))) return `percentile_cont(0.5) ${ordered}`;
    const middle = `percentile_disc(${MIDDLE}) ${ordered}`;
    // a quotient is cut at the scale of what is divided, a product is not
    return `trim_scale(((${middle})[1]::numeric + (${middle})[2]) * 0.5)`;
  },
  title: 'median',
  families: ['number', 'date', 'timestamp'],
  bounds: 'column',
  sorts: true,
});

/** Of these the server takes the mean as it is; others it would make floats first. */
const FLOATS: ReadonlySet<string> = new Set(['real', 'double precision']);

/**
 * The number at or before the middle, and the one at or behind it: the second share is the least
 * float above the first. Values of the column, so one sort serves its quantiles too.
 */
const MIDDLE = 'array[0.5, 0.5000000000000001]::double precision[]';
