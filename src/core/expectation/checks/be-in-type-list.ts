import type { CatalogCheck } from '../check.ts';
import { namesOf, scalarsOf } from '../shapes/kwargs.ts';
import { isOfType } from '../shapes/type-names.ts';

export const beInTypeList: CatalogCheck = {
  kind: 'catalog',
  name: 'be_in_type_list',
  fullName: 'expect_column_values_to_be_in_type_list',
  scope: 'column',
  parameters: {
    type_list: {
      type: 'list',
      required: true,
      nullable: true,
      description: 'types as of be_of_type; null allows any',
    },
  },
  principal: 'type_list',
  description: 'the column is of one of some types',
  nulls: 'no row is looked at',
  example: `
- model: usage_agg_30d
  columns:
    watch_hours_30d: [{be_in_type_list: [numeric, double precision]}]`,
  verify(kwargs) {
    const given = scalarsOf(kwargs, 'type_list');
    const wrong = given?.find((each) => typeof each !== 'string');
    if (given?.length === 0) {
      return [{ parameter: 'type_list', message: '"type_list" must name a type' }];
    }
    if (wrong === undefined) return [];
    const message = `"type_list" must hold names of types, and ${wrong} is none`;
    return [{ parameter: 'type_list', message }];
  },
  judge(kwargs, { column }) {
    const types = namesOf(kwargs, 'type_list');
    const observed = column.type;
    if (types === undefined || types.some((type) => isOfType(column, type))) {
      return { holds: true, observed };
    }
    const message = `"${column.name}" is ${observed}, expected one of ${types.join(', ')}`;
    return { holds: false, observed, message };
  },
};
