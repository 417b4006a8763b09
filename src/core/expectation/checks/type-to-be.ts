import type { CatalogCheck } from '../check.ts';
import { beOfType } from './be-of-type.ts';

/** What Great Expectations calls be_of_type since it asks it of the table, not of its rows. */
export const typeToBe: CatalogCheck = {
  ...beOfType,
  name: 'type_to_be',
  fullName: 'expect_column_type_to_be',
  description: 'the column is of a type: be_of_type by its newer name',
  example: `
- model: users
  columns:
    signup_date: [{type_to_be: date}]`,
};
