import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import type { CheckContext, RowCheck } from '../check.ts';
import { condition, present } from '../facts/condition.ts';
import { numberOf, textOf } from '../shapes/kwargs.ts';
import { renderNumber } from '../shapes/render-scalar.ts';
import { requireFamily } from '../shapes/require-family.ts';

export const notBeOutliers: RowCheck = {
  kind: 'rows',
  name: 'not_be_outliers',
  fullName: 'expect_column_values_to_not_be_outliers',
  scope: 'column',
  parameters: {
    method: {
      type: 'string',
      choices: ['iqr', 'std'],
      default: 'iqr',
      description:
        'what distance is measured by: the interquartile range from the median, or the standard deviation from the mean',
    },
    multiplier: {
      type: 'number',
      default: 1.5,
      description: 'so many of these away a value is an outlier',
    },
  },
  principal: undefined,
  description: 'no value lies far from the others',
  nulls:
    'a NULL is in no statistic, passes and is counted missing; without a distance none is unexpected',
  example: `
- model: usage_agg_30d
  columns:
    rebuffer_events_7d: [{not_be_outliers: {method: std, multiplier: 8, severity: warn}}]`,
  compile(kwargs, context) {
    const { column } = context;
    requireFamily(column, ['number']);
    const value = quoteIdentifier(column.name);
    const multiplier = renderNumber(numberOf(kwargs, 'multiplier') ?? 1.5);
    const limit = `${multiplier} * "asof spread"`;
    return {
      considered: present(column.name),
      from: rowsWithStatistics(
        STATISTICS[textOf(kwargs, 'method') === 'std' ? 'std' : 'iqr'],
        context,
      ),
      // with a limit of nothing, what is not at the centre is away from it
      unexpected: condition(
        `case when ${limit} > 0 then abs(${value} - "asof centre") >= ${limit} else ${value} <> "asof centre" and ${limit} is not null end`,
      ),
      shown: { columns: [column.name], as: 'value' },
    };
  },
};

interface Statistics {
  readonly centre: (value: string) => string;
  readonly spread: (value: string) => string;
}

const STATISTICS = {
  iqr: {
    centre: (value) => `percentile_cont(0.5) within group (order by ${value})`,
    spread: (value) =>
      `percentile_cont(0.75) within group (order by ${value}) - percentile_cont(0.25) within group (order by ${value})`,
  },
  std: {
    centre: (value) => `avg(${value})`,
    spread: (value) => `stddev_samp(${value})`,
  },
} as const satisfies Record<string, Statistics>;

/** The rows beside the statistics of their group: computed first, as no window gives quantiles. */
function rowsWithStatistics({ centre, spread }: Statistics, context: CheckContext): string {
  const value = quoteIdentifier(context.column.name);
  const isThere = `${value} is not null`;
  const groups = context.groupBy;
  const statistics = [
    `select ${[...groups.map(quoteIdentifier), `${centre(value)} as "asof centre"`, `${spread(value)} as "asof spread"`].join(', ')}`,
    `from ${context.rowsWith([], isThere)}`,
    ...(groups.length === 0 ? [] : [`group by ${columnList(groups)}`]),
  ].join('\n');
  const sameGroup = groups
    .map(quoteIdentifier)
    .map((name) => `"asof rows".${name} is not distinct from "asof statistics".${name}`);
  return [
    '(',
    'select "asof rows".*, "asof centre", "asof spread"',
    `from ${context.rowsWith([], isThere)}`,
    `join (\n${statistics}\n) as "asof statistics" on ${sameGroup.length === 0 ? 'true' : sameGroup.join(' and ')}`,
    ') as "asof compared"',
  ].join('\n');
}
