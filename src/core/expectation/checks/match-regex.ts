import { patternCheck } from '../shapes/pattern-check.ts';

export const matchRegex = patternCheck({
  name: 'match_regex',
  fullName: 'expect_column_values_to_match_regex',
  description: 'in every value a part matches a POSIX regular expression',
  example: `
- model: users
  columns:
    user_id: [{match_regex: '^[0-9]{4}-[A-Z]{5}$'}]`,
  matching: 'regex',
  isNegated: false,
});
