import { jsonHolding } from '../shapes/json-text.ts';
import { valueCheck } from '../shapes/value-check.ts';

export const beJsonParseable = valueCheck({
  name: 'be_json_parseable',
  fullName: 'expect_column_values_to_be_json_parseable',
  description:
    'every value is a text that is JSON; numbers, dates and booleans are none; needs PostgreSQL 16',
  example: `
- model: users
  columns:
    user_id: [{be_json_parseable: {where: "user_id like '{%'", severity: warn}}]`,
  parameters: {},
  principal: undefined,
  unexpected(value, _kwargs, { column }) {
    switch (jsonHolding(column)) {
      case 'json':
        return undefined;
      case 'text':
        return `not pg_catalog.pg_input_is_valid(${value}::text, 'json')`;
      case 'none':
        return `${value} is not null`;
    }
  },
});
