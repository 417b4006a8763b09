import { distinctSetCheck } from '../shapes/distinct-set-check.ts';

export const distinctValuesToContainSet = distinctSetCheck({
  name: 'distinct_values_to_contain_set',
  description: 'each member of a set is a value of the column, which may have others',
  members: 'the values that must be there; null asks for none',
  empty: 'it does not hold, unless the set is empty',
  example: `
- model: subscriptions
  columns:
    contract_type: [{distinct_values_to_contain_set: [Month-to-month, Two year]}]`,
  mayHoldOthers: true,
  mayLackMembers: false,
  emptyAllowsAny: true,
});
