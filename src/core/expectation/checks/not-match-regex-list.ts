import { patternListCheck } from '../shapes/pattern-check.ts';

export const notMatchRegexList = patternListCheck({
  name: 'not_match_regex_list',
  fullName: 'expect_column_values_to_not_match_regex_list',
  description: 'in no value a part matches one of several POSIX regular expressions',
  example: `
- model: users
  columns:
    user_id: [{not_match_regex_list: ['^test', '\\s']}]`,
  matching: 'regex',
  isNegated: true,
});
