import { patternCheck } from '../shapes/pattern-check.ts';

export const notMatchRegex = patternCheck({
  name: 'not_match_regex',
  fullName: 'expect_column_values_to_not_match_regex',
  description: 'in no value a part matches a POSIX regular expression',
  example: `
- model: subscriptions
  columns:
    contract_type: [{not_match_regex: '^\\s|\\s$'}]`,
  matching: 'regex',
  isNegated: true,
});
