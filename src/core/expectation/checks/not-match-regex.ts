import { quoteLiteral } from '../../sql/quote.ts';
import { requiredText } from '../shapes/kwargs.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const notMatchRegex = valueCheck({
  name: 'not_match_regex',
  fullName: 'expect_column_values_to_not_match_regex',
  description: 'in no value a part matches a POSIX regular expression',
  example: `
- model: subscriptions
  columns:
    contract_type: [{not_match_regex: '^\\s|\\s$'}]`,
  parameters: {
    regex: {
      type: 'string',
      required: true,
      description: 'looked for anywhere in the value unless anchored by ^ and $',
    },
  },
  principal: 'regex',
  unexpected(value, kwargs, { column }) {
    requireFamily(column, ['text']);
    return `${value} ~ ${quoteLiteral(requiredText(kwargs, 'regex'))}`;
  },
});
