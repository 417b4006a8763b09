import { patternListCheck } from '../shapes/pattern-check.ts';

export const matchRegexList = patternListCheck({
  name: 'match_regex_list',
  fullName: 'expect_column_values_to_match_regex_list',
  description:
    'in every value a part matches one of several POSIX regular expressions, or each of them',
  example: `
- model: users
  columns:
    user_id: [{match_regex_list: ['^[0-9]{4}-[A-Z]{5}$', '^legacy-']}]`,
  matching: 'regex',
  isNegated: false,
});
