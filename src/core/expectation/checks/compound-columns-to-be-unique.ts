import { bug } from '../../diagnostics/bug.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { RowCheck } from '../check.ts';
import { type Condition, condition } from '../facts/condition.ts';
import { duplicatedRows } from '../shapes/duplicates.ts';
import { namesOf, textOf } from '../shapes/kwargs.ts';

export const compoundColumnsToBeUnique: RowCheck = {
  kind: 'rows',
  name: 'compound_columns_to_be_unique',
  fullName: 'expect_compound_columns_to_be_unique',
  scope: 'table',
  parameters: {
    column_list: { type: 'columns', required: true, description: 'the columns of the key' },
    ignore_row_if: {
      type: 'string',
      choices: ['all_values_are_missing', 'any_value_is_missing', 'never'],
      default: 'all_values_are_missing',
      description: 'which rows are counted missing',
    },
  },
  principal: 'column_list',
  description: 'no two rows have the same values in all of some columns',
  nulls: 'a row with a NULL in one of the columns equals no other, as in a unique constraint',
  example: `
- model: users
  table:
    - compound_columns_to_be_unique: [user_id, signup_date]`,
  verify(kwargs) {
    if (namesOf(kwargs, 'column_list')?.length !== 0) return [];
    return [{ parameter: 'column_list', message: '"column_list" must name a column at least' }];
  },
  compile(kwargs, context) {
    const names = (namesOf(kwargs, 'column_list') ?? bug('column_list was not demanded')).map(
      (name) => context.columnNamed(name).name,
    );
    return {
      considered: consideredRows(names, textOf(kwargs, 'ignore_row_if')),
      ...duplicatedRows(names, context),
      shown: { columns: names, as: 'object' },
    };
  },
};

function consideredRows(names: readonly string[], ignored: string | undefined): Condition {
  if (ignored === 'never') return { type: 'all' };
  const isThere = names.map((name) => `${quoteIdentifier(name)} is not null`);
  return condition(isThere.join(ignored === 'any_value_is_missing' ? ' and ' : ' or '));
}
