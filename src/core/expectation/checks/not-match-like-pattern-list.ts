import { patternListCheck } from '../shapes/pattern-check.ts';

export const notMatchLikePatternList = patternListCheck({
  name: 'not_match_like_pattern_list',
  fullName: 'expect_column_values_to_not_match_like_pattern_list',
  description: 'no value matches one of several patterns of LIKE',
  example: `
- model: users
  columns:
    user_id: [{not_match_like_pattern_list: ['test%', '% %']}]`,
  matching: 'like',
  isNegated: true,
});
