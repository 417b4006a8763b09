import type { CatalogCheck } from '../check.ts';
import { requiredText } from '../shapes/kwargs.ts';
import { isOfType } from '../shapes/type-names.ts';

export const beOfType: CatalogCheck = {
  kind: 'catalog',
  name: 'be_of_type',
  fullName: 'expect_column_values_to_be_of_type',
  scope: 'column',
  parameters: {
    type_: {
      type: 'string',
      required: true,
      description:
        'a type of PostgreSQL by any of its names, or as SQLAlchemy calls it; with or without a length or precision',
    },
  },
  principal: 'type_',
  description: 'the column is of a type',
  nulls: 'no row is looked at',
  example: `
- model: users
  columns:
    signup_date: [{be_of_type: date}]`,
  judge(kwargs, { column }) {
    const type = requiredText(kwargs, 'type_');
    const observed = column.type;
    if (isOfType(column, type)) return { holds: true, observed };
    return { holds: false, observed, message: `"${column.name}" is ${observed}, expected ${type}` };
  },
};
