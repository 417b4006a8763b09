import type { RowCheck } from '../check.ts';
import { absent } from '../facts/condition.ts';

export const notBeNull: RowCheck = {
  kind: 'rows',
  name: 'not_be_null',
  fullName: 'expect_column_values_to_not_be_null',
  scope: 'column',
  parameters: {},
  principal: undefined,
  description: 'no value is NULL',
  nulls: 'a NULL is what it looks for; no row is counted missing',
  example: `
- model: users
  columns:
    signup_date: [not_be_null]`,
  compile: (_kwargs, { column }) => ({
    considered: { type: 'all' },
    unexpected: absent(column.name),
    shown: { columns: [column.name], as: 'value' },
  }),
};
