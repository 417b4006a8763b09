import type { RowCheck } from '../check.ts';
import { present } from '../facts/condition.ts';
import { requiredText } from '../shapes/kwargs.ts';
import { REFERRED_WHERE, unmatchedRows } from '../shapes/unmatched-rows.ts';

export const relationships: RowCheck = {
  kind: 'rows',
  name: 'relationships',
  fullName: 'relationships',
  scope: 'column',
  parameters: {
    to: { type: 'node', required: true, description: 'the model, seed or source referred to' },
    field: { type: 'string', required: true, description: 'its column that holds the values' },
    to_where: REFERRED_WHERE,
  },
  principal: undefined,
  description: 'every value exists in a column of another model, seed or source',
  nulls: 'a NULL refers to nothing, passes and is counted missing',
  example: `
- model: labels
  columns:
    user_id: [{relationships: {to: users, field: user_id}}]`,
  compile(kwargs, context) {
    const { name } = context.column;
    return {
      ...unmatchedRows([[name, requiredText(kwargs, 'field')]], context),
      considered: present(name),
      shown: { columns: [name], as: 'value' },
    };
  },
};
