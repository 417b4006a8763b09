import { quoteLiteral } from '../../sql/quote.ts';
import { requiredText } from '../shapes/kwargs.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const matchRegex = valueCheck({
  name: 'match_regex',
  fullName: 'expect_column_values_to_match_regex',
  description: 'in every value a part matches a POSIX regular expression',
  example: `
- model: users
  columns:
    user_id: [{match_regex: '^[0-9]{4}-[A-Z]{5}$'}]`,
  parameters: {
    regex: {
      type: 'string',
      required: true,
      description: 'found anywhere in the value unless anchored by ^ and $',
    },
  },
  principal: 'regex',
  unexpected(value, kwargs, { column }) {
    requireFamily(column, ['text']);
    return `${value} !~ ${quoteLiteral(requiredText(kwargs, 'regex'))}`;
  },
});
