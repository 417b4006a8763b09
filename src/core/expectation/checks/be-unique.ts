import type { RowCheck } from '../check.ts';
import { present } from '../facts/condition.ts';
import { duplicatedRows } from '../shapes/duplicates.ts';

export const beUnique: RowCheck = {
  kind: 'rows',
  name: 'be_unique',
  fullName: 'expect_column_values_to_be_unique',
  scope: 'column',
  parameters: {},
  principal: undefined,
  description: 'no value occurs twice; every row that shares its value is unexpected',
  nulls: 'a NULL equals nothing, passes and is counted missing',
  example: `
- model: users
  columns:
    user_id: [be_unique]`,
  compile: (_kwargs, context) => ({
    considered: present(context.column.name),
    ...duplicatedRows([context.column.name], context),
    shown: { columns: [context.column.name], as: 'value' },
  }),
};
