import { didYouMean } from '../../diagnostics/suggest.ts';
import type { CatalogCheck } from '../check.ts';
import { numberOf } from '../shapes/kwargs.ts';

export const toExist: CatalogCheck = {
  kind: 'catalog',
  name: 'to_exist',
  fullName: 'expect_column_to_exist',
  scope: 'column',
  parameters: {
    column_index: { type: 'integer', description: 'its place among the columns, from 0' },
  },
  principal: undefined,
  description: 'the relation has a column of this name, and at this place if one is given',
  nulls: 'no row is looked at',
  example: `
- model: users
  columns:
    user_id: [{to_exist: {column_index: 0}}]`,
  judge(kwargs, { columns, ownColumn }) {
    const names = columns.map((column) => column.name);
    const at = names.indexOf(ownColumn);
    const expected = numberOf(kwargs, 'column_index');
    if (at >= 0 && (expected === undefined || at === expected)) {
      return { holds: true, observed: undefined };
    }
    const hint = didYouMean(ownColumn, names);
    const message =
      at >= 0
        ? `column "${ownColumn}" is at ${at}, expected at ${expected}`
        : `there is no column "${ownColumn}"${hint === undefined ? '' : `; ${hint}`}`;
    return { holds: false, observed: undefined, message };
  },
};
