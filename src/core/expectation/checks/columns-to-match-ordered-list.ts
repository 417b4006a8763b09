import type { CatalogCheck } from '../check.ts';
import { countedColumns } from '../shapes/counted-columns.ts';
import { namesOf } from '../shapes/kwargs.ts';

export const columnsToMatchOrderedList: CatalogCheck = {
  kind: 'catalog',
  name: 'columns_to_match_ordered_list',
  fullName: 'expect_table_columns_to_match_ordered_list',
  scope: 'table',
  parameters: {
    column_list: {
      type: 'columns',
      required: true,
      nullable: true,
      description: 'the names of all columns in their order; null allows any',
    },
  },
  principal: 'column_list',
  description: 'the relation has exactly the columns of a list, in its order',
  nulls: 'no row is looked at',
  example: `
- model: labels
  table:
    - columns_to_match_ordered_list: [user_id, churn_label]`,
  judge(kwargs, context) {
    const declared = namesOf(kwargs, 'column_list');
    const found = countedColumns(context, declared ?? []);
    if (declared === undefined) return { holds: true, observed: found };
    const length = Math.max(declared.length, found.length);
    const at = Array.from({ length }).findIndex((_, index) => declared[index] !== found[index]);
    if (at < 0) return { holds: true, observed: found };
    const message = `column ${at + 1} is ${named(found[at])}, expected ${named(declared[at])}`;
    return { holds: false, observed: found, message };
  },
};

function named(name: string | undefined): string {
  return name === undefined ? 'none' : `"${name}"`;
}
