import { patternListCheck } from '../shapes/pattern-check.ts';

export const matchLikePatternList = patternListCheck({
  name: 'match_like_pattern_list',
  fullName: 'expect_column_values_to_match_like_pattern_list',
  description: 'every value matches one of several patterns of LIKE, or each of them',
  example: `
- model: users
  columns:
    user_id: [{match_like_pattern_list: ['____-_____', 'legacy-%']}]`,
  matching: 'like',
  isNegated: false,
});
