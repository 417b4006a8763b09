import type { RowCheck } from '../check.ts';
import { present } from '../facts/condition.ts';

export const beNull: RowCheck = {
  kind: 'rows',
  name: 'be_null',
  fullName: 'expect_column_values_to_be_null',
  scope: 'column',
  parameters: {},
  principal: undefined,
  description: 'every value is NULL',
  nulls: 'a NULL is what it wants; no row is counted missing',
  example: `
- model: subscriptions
  columns:
    add_on_support: [be_null]`,
  compile: (_kwargs, { column }) => ({
    considered: { type: 'all' },
    unexpected: present(column.name),
    shown: { columns: [column.name], as: 'value' },
  }),
};
