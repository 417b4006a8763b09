import { distinctSetCheck } from '../shapes/distinct-set-check.ts';

export const distinctValuesToBeInSet = distinctSetCheck({
  name: 'distinct_values_to_be_in_set',
  description: 'all different values of the column are members of a set',
  members: 'the allowed values; an empty list and null allow any',
  empty: 'without a value it holds',
  example: `
- model: subscriptions
  columns:
    net_service: [{distinct_values_to_be_in_set: [DSL, Fiber optic, 'No']}]`,
  mayHoldOthers: false,
  mayLackMembers: true,
  emptyAllowsAny: true,
});
