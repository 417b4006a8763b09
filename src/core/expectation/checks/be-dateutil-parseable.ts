import { quoteLiteral } from '../../sql/quote.ts';
import { requireFamily } from '../shapes/require-family.ts';
import { valueCheck } from '../shapes/value-check.ts';

/** What PostgreSQL takes for a time although it says none. */
const SPECIAL = String.raw`^\s*([+-]?infinity|epoch|now|today|tomorrow|yesterday|allballs)\s*$`;

export const beDateutilParseable = valueCheck({
  name: 'be_dateutil_parseable',
  fullName: 'expect_column_values_to_be_dateutil_parseable',
  description:
    'every value reads as a date or a time, as PostgreSQL reads them (month before day where it is open); needs PostgreSQL 16',
  example: `
- model: users
  columns:
    user_id: [{be_dateutil_parseable: {where: "user_id like '20%'", severity: warn}}]`,
  parameters: {},
  principal: undefined,
  unexpected(value, _kwargs, { column }) {
    requireFamily(column, ['text']);
    return `not pg_catalog.pg_input_is_valid(${value}, 'timestamptz') or ${value} ~* ${quoteLiteral(SPECIAL)}`;
  },
});
