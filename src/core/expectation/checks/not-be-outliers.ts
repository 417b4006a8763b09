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
        'what distance is measured by: the interquartile range from the quartiles, or the standard deviation from the mean',
    },
    multiplier: {
      type: 'number',
      default: 1.5,
      description:
        'so many of these away a value is an outlier; as many as that from a quartile it is none yet',
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
    const method = METHODS[textOf(kwargs, 'method') === 'std' ? 'std' : 'iqr'];
    return {
      considered: present(column.name),
      from: rowsWithStatistics(method, context),
      // of NaN or infinity there is no distance: to the server every number is less
      unexpected: condition(
        `"asof spread" < 'infinity' and (${method.isOutlier(value, `${multiplier} * "asof spread"`)})`,
      ),
      shown: { columns: [column.name], as: 'value' },
    };
  },
};

interface Method {
  /** The least and the greatest value that are no distance away, and what distance is measured by. */
  readonly statistics: (value: string) => readonly [low: string, high: string, spread: string];
  readonly isOutlier: (value: string, limit: string) => string;
}

const METHODS = {
  iqr: {
    statistics(value) {
      const quartile = (share: number): string =>
        `percentile_cont(${share}) within group (order by ${value})`;
      return [quartile(0.25), quartile(0.75), `${quartile(0.75)} - ${quartile(0.25)}`];
    },
    isOutlier: (value, limit) =>
      `${value} < "asof low" - ${limit} or ${value} > "asof high" + ${limit}`,
  },
  std: {
    statistics: (value) => [`avg(${value})`, `avg(${value})`, `stddev_samp(${value})`],
    // with a limit of nothing, what is not the mean is away from it
    isOutlier: (value, limit) =>
      `case when ${limit} > 0 then abs(${value} - "asof low") >= ${limit} else ${value} <> "asof low" end`,
  },
} as const satisfies Record<string, Method>;

/** The rows beside the statistics of their group: computed first, as no window gives quantiles. */
function rowsWithStatistics({ statistics: of }: Method, context: CheckContext): string {
  const value = quoteIdentifier(context.column.name);
  const isThere = `${value} is not null`;
  const groups = context.groupBy;
  const [low, high, spread] = of(value);
  const statistics = [
    `select ${[...groups.map(quoteIdentifier), `${low} as "asof low"`, `${high} as "asof high"`, `${spread} as "asof spread"`].join(', ')}`,
    `from ${context.rowsWith([], isThere)}`,
    ...(groups.length === 0 ? [] : [`group by ${columnList(groups)}`]),
  ].join('\n');
  const sameGroup = groups
    .map(quoteIdentifier)
    .map((name) => `"asof rows".${name} is not distinct from "asof statistics".${name}`);
  return [
    '(',
    'select "asof rows".*, "asof low", "asof high", "asof spread"',
    `from ${context.rowsWith([], isThere)}`,
    `join (\n${statistics}\n) as "asof statistics" on ${sameGroup.length === 0 ? 'true' : sameGroup.join(' and ')}`,
    ') as "asof compared"',
  ].join('\n');
}
