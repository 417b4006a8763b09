import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { condition } from '../facts/condition.ts';
import { columnListParameter, columnsIn, verifyColumnPair } from '../shapes/column-list.ts';
import { flagOf } from '../shapes/kwargs.ts';
import { requireFamily } from '../shapes/require-family.ts';

export const flagsToBeMutuallyExclusive: RowCheck = {
  kind: 'rows',
  name: 'flags_to_be_mutually_exclusive',
  fullName: 'flags_to_be_mutually_exclusive',
  scope: 'table',
  parameters: {
    column_list: columnListParameter('booleans, of which no two may be true in one row'),
    exactly_one: {
      type: 'boolean',
      default: false,
      description: 'whether a row in which none is true is unexpected too',
    },
  },
  principal: 'column_list',
  description: 'in every row one at most of some booleans is true',
  nulls: 'a NULL is not true',
  example: `
- model: subscriptions
  table:
    - flags_to_be_mutually_exclusive: {column_list: [add_on_backup, add_on_support], mostly: 0.1, severity: warn}`,
  verify: verifyColumnPair,
  compile(kwargs, context) {
    const columns = columnsIn(kwargs, context);
    for (const column of columns) requireFamily(column, ['boolean']);
    const names = columns.map(({ name }) => name);
    const set = names.map((name) => `(${quoteIdentifier(name)} is true)::integer`).join(' + ');
    const wrong = flagOf(kwargs, 'exactly_one') ? `${set} <> 1` : `${set} > 1`;
    return {
      considered: { type: 'all' },
      unexpected: condition(wrong),
      shown: { columns: names, as: 'object' },
    };
  },
};
