import { requiredText } from '../shapes/kwargs.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { isNotOfFormat, STRFTIME_DIRECTIVES, unknownDirective } from '../shapes/strftime.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const matchStrftimeFormat = valueCheck({
  name: 'match_strftime_format',
  fullName: 'expect_column_values_to_match_strftime_format',
  description:
    'every value is a date or a time in a format, as Python’s strptime reads it in the C locale',
  example: `
- model: users
  columns:
    user_id: [{match_strftime_format: {strftime_format: "%Y-%m-%d", where: "user_id like '20%'"}}]`,
  parameters: {
    strftime_format: {
      type: 'string',
      required: true,
      description: `text with the directives ${STRFTIME_DIRECTIVES}`,
    },
  },
  principal: 'strftime_format',
  verify(kwargs) {
    const unknown = unknownDirective(requiredText(kwargs, 'strftime_format'));
    if (unknown === undefined) return [];
    const message = `"strftime_format" holds "${unknown}", which is not read; it may hold ${STRFTIME_DIRECTIVES}`;
    return [{ parameter: 'strftime_format', message }];
  },
  unexpected(value, kwargs, { column }) {
    requireFamily(column, ['text']);
    return isNotOfFormat(value, requiredText(kwargs, 'strftime_format'));
  },
});
