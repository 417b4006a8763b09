import { patternCheck } from '../shapes/pattern-check.ts';

export const matchLikePattern = patternCheck({
  name: 'match_like_pattern',
  fullName: 'expect_column_values_to_match_like_pattern',
  description: 'every value matches a pattern of LIKE',
  example: `
- model: users
  columns:
    user_id: [{match_like_pattern: '____-_____'}]`,
  matching: 'like',
  isNegated: false,
});
