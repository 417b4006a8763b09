import { patternCheck } from '../shapes/pattern-check.ts';

export const notMatchLikePattern = patternCheck({
  name: 'not_match_like_pattern',
  fullName: 'expect_column_values_to_not_match_like_pattern',
  description: 'no value matches a pattern of LIKE',
  example: `
- model: users
  columns:
    user_id: [{not_match_like_pattern: '% %'}]`,
  matching: 'like',
  isNegated: true,
});
