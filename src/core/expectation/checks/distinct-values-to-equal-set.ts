import { distinctSetCheck } from '../shapes/distinct-set-check.ts';

export const distinctValuesToEqualSet = distinctSetCheck({
  name: 'distinct_values_to_equal_set',
  description: 'the different values of the column are the members of a set, no more and no less',
  members: 'the values that must be there and no others; null allows any',
  empty: 'it does not hold, unless the set is empty',
  example: `
- model: labels
  columns:
    churn_label: [{distinct_values_to_equal_set: [true, false]}]`,
  mayHoldOthers: false,
  mayLackMembers: false,
  emptyAllowsAny: false,
});
