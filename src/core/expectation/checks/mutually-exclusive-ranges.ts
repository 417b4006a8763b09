import { columnList, quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, present } from '../facts/condition.ts';
import { flagOf, namesOf, requiredText, textOf } from '../shapes/kwargs.ts';

/** dbt_utils' test of this name. */
export const mutuallyExclusiveRanges: RowCheck = {
  kind: 'rows',
  name: 'mutually_exclusive_ranges',
  fullName: 'mutually_exclusive_ranges',
  scope: 'table',
  parameters: {
    lower_bound_column: { type: 'column', required: true, description: 'where a range begins' },
    upper_bound_column: {
      type: 'column',
      required: true,
      description: 'where it ends, which belongs to the next; NULL: it does not end',
    },
    partition_by: {
      type: 'columns',
      description: 'columns whose values make the ranges that must not overlap, such as a key',
    },
    gaps: {
      type: 'string',
      choices: ['allowed', 'not_allowed', 'required'],
      default: 'allowed',
      description: 'whether there may, must not or must be something between two ranges',
    },
    zero_length_range_allowed: {
      type: 'boolean',
      default: false,
      description: 'whether a range may end where it begins',
    },
  },
  principal: undefined,
  description: 'no range ends before it begins, and none begins before an earlier one has ended',
  nulls:
    'a row without a beginning passes and is counted missing; one without an end goes on for ever',
  example: `
- model: users
  table:
    - mutually_exclusive_ranges:
        {lower_bound_column: signup_date, upper_bound_column: signup_date, partition_by: [user_id], zero_length_range_allowed: true}`,
  compile(kwargs, context) {
    const lowerName = context.columnNamed(requiredText(kwargs, 'lower_bound_column')).name;
    const upperName = context.columnNamed(requiredText(kwargs, 'upper_bound_column')).name;
    const [lower, upper] = [quoteIdentifier(lowerName), quoteIdentifier(upperName)];
    const within = [
      ...context.groupBy,
      ...(namesOf(kwargs, 'partition_by') ?? []).map((name) => context.columnNamed(name).name),
    ];
    const partition = within.length === 0 ? '' : `partition by ${columnList(within)} `;
    const before = `over (${partition}order by ${lower}, ${upper} rows between unbounded preceding and 1 preceding)`;
    const earlier = '"asof earlier end"';
    const overlap = {
      allowed: `${lower} < ${earlier}`,
      not_allowed: `${lower} <> ${earlier}`,
      required: `${lower} <= ${earlier}`,
    }[gapsOf(textOf(kwargs, 'gaps'))];
    const backwards = flagOf(kwargs, 'zero_length_range_allowed') ? '>' : '>=';
    return {
      considered: present(lowerName),
      // one that began earlier may end later than the one just before
      from: context.rowsWith(
        [
          `max(${upper}) ${before} as ${earlier}`,
          `coalesce(bool_or(${upper} is null) ${before}, false) as "asof earlier open"`,
        ],
        `${lower} is not null`,
      ),
      unexpected: condition(
        [
          `coalesce(${lower} ${backwards} ${upper}, false)`,
          `coalesce(${overlap}, false)`,
          '"asof earlier open"',
        ].join(' or '),
      ),
      shown: { columns: [lowerName, upperName], as: 'object' },
    };
  },
};

function gapsOf(text: string | undefined): 'allowed' | 'not_allowed' | 'required' {
  return text === 'not_allowed' || text === 'required' ? text : 'allowed';
}
