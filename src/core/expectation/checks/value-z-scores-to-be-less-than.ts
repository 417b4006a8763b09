import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, present } from '../facts/condition.ts';
import { flagOf, numberOf } from '../shapes/kwargs.ts';
import { partitionBy } from '../shapes/partition-by.ts';
import { renderNumber } from '../shapes/render-scalar.ts';
import { requireFamily } from '../shapes/require-family.ts';

export const valueZScoresToBeLessThan: RowCheck = {
  kind: 'rows',
  name: 'value_z_scores_to_be_less_than',
  fullName: 'expect_column_value_z_scores_to_be_less_than',
  scope: 'column',
  parameters: {
    threshold: { type: 'number', required: true, description: 'the z-score that is too much' },
    double_sided: {
      type: 'boolean',
      default: false,
      description: 'whether what lies as far below the mean is too much as well',
    },
  },
  principal: 'threshold',
  description:
    'every value lies fewer standard deviations (of the sample) above the mean of the column than a threshold',
  nulls:
    'a NULL is in no statistic, passes and is counted missing; without a deviation none is unexpected',
  example: `
- model: usage_agg_30d
  columns:
    watch_hours_30d: [{value_z_scores_to_be_less_than: {threshold: 6, double_sided: true, severity: warn}}]`,
  compile(kwargs, context) {
    const { column } = context;
    requireFamily(column, ['number']);
    const value = quoteIdentifier(column.name);
    const over = `over (${partitionBy(context)})`;
    const score = `(${value} - avg(${value}) ${over}) / nullif(nullif(stddev_samp(${value}) ${over}, 0), 'NaN') as "asof score"`;
    const threshold = renderNumber(numberOf(kwargs, 'threshold') ?? 0);
    return {
      considered: present(column.name),
      from: context.rowsWith([score], `${value} is not null`),
      unexpected: condition(
        flagOf(kwargs, 'double_sided')
          ? `abs("asof score") >= abs(${threshold})`
          : `"asof score" >= ${threshold}`,
      ),
      shown: { columns: [column.name], as: 'value' },
    };
  },
};
