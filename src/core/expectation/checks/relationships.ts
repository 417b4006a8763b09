import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition, present } from '../facts/fact.ts';
import { requiredText } from '../shapes/kwargs.ts';

export const relationships: RowCheck = {
  kind: 'rows',
  name: 'relationships',
  fullName: 'relationships',
  scope: 'column',
  parameters: {
    to: { type: 'node', required: true, description: 'the model, seed or source referred to' },
    field: { type: 'string', required: true, description: 'its column that holds the values' },
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
    const column = quoteIdentifier(name);
    // both sides are renamed to "value": the bare name would mean the inner column on both
    const parent = `(select ${quoteIdentifier(requiredText(kwargs, 'field'))} as "value" from ${context.relationOf('to')}) as "parent"`;
    const orphans = [
      `from (select ${column} as "value" ${context.rowsWhere(`${column} is not null`)}) as "child"`,
      `where not exists (select from ${parent} where "parent"."value" = "child"."value")`,
    ].join('\n');
    return {
      considered: present(name),
      unexpected: condition(`${column} in (\nselect "value"\n${orphans}\n)`),
      unexpectedCount: { over: 'query', sql: `select count(*)\n${orphans}` },
      shown: { columns: [name], as: 'value' },
    };
  },
};
