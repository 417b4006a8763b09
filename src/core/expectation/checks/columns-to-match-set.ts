import type { CatalogCheck } from '../check.ts';
import { countedColumns } from '../shapes/counted-columns.ts';
import { flagOf, namesOf } from '../shapes/kwargs.ts';

export const columnsToMatchSet: CatalogCheck = {
  kind: 'catalog',
  name: 'columns_to_match_set',
  fullName: 'expect_table_columns_to_match_set',
  scope: 'table',
  parameters: {
    column_set: {
      type: 'columns',
      required: true,
      nullable: true,
      description: 'the names of the columns, in any order',
    },
    exact_match: {
      type: 'boolean',
      default: false,
      description: 'whether other columns are unexpected; true where the list stands alone',
    },
  },
  principal: 'column_set',
  bare: { exact_match: true },
  description: 'the relation has the columns of a set, and with exact_match no others',
  nulls: 'no row is looked at',
  example: `
- model: labels
  table:
    - columns_to_match_set: [user_id, churn_label]`,
  judge(kwargs, context) {
    const declared = namesOf(kwargs, 'column_set') ?? [];
    const found = countedColumns(context, declared);
    const missing = declared.filter((name) => !found.includes(name));
    const isExact = flagOf(kwargs, 'exact_match');
    const unexpected = isExact ? found.filter((name) => !declared.includes(name)) : [];
    const parts = [listed('missing', missing), listed('unexpected', unexpected)];
    const message = parts.filter((part) => part !== '').join('; ');
    if (message === '') return { holds: true, observed: found };
    return { holds: false, observed: found, message, unexpectedList: unexpected };
  },
};

function listed(what: string, names: readonly string[]): string {
  if (names.length === 0) return '';
  const noun = names.length === 1 ? 'column' : 'columns';
  return `${what} ${noun} ${names.map((name) => `"${name}"`).join(', ')}`;
}
