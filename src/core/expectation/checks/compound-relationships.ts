import type { ArgumentProblem, Kwargs, RowCheck } from '../check.ts';
import { columnListParameter, columnsIn, verifyColumnList } from '../shapes/column-list.ts';
import { namesOf } from '../shapes/kwargs.ts';
import { REFERRED_WHERE, unmatchedRows } from '../shapes/unmatched-rows.ts';

/** `relationships` with a key of several columns. */
export const compoundRelationships: RowCheck = {
  kind: 'rows',
  name: 'compound_relationships',
  fullName: 'compound_relationships',
  scope: 'table',
  parameters: {
    column_list: columnListParameter('the columns that refer'),
    to: { type: 'node', required: true, description: 'the model, seed or source referred to' },
    fields: {
      type: 'columns',
      description: 'the columns referred to, in the same order; left out: those of the same names',
    },
    to_where: REFERRED_WHERE,
  },
  principal: undefined,
  description: 'the values of some columns are together in a row of another model, seed or source',
  nulls: 'a row with a NULL in one of the columns refers to nothing, passes and is counted missing',
  example: `
- model: labels
  table:
    - compound_relationships: {column_list: [user_id], to: users}`,
  verify: (kwargs) => [...verifyColumnList(kwargs), ...verifyFields(kwargs)],
  compile(kwargs, context) {
    const names = columnsIn(kwargs, context).map(({ name }) => name);
    const fields = namesOf(kwargs, 'fields') ?? names;
    const pairs = names.map((name, index) => [name, fields[index] ?? name] as const);
    return { ...unmatchedRows(pairs, context), shown: { columns: names, as: 'object' } };
  },
};

function verifyFields(kwargs: Kwargs): readonly ArgumentProblem[] {
  const fields = namesOf(kwargs, 'fields');
  const count = namesOf(kwargs, 'column_list')?.length ?? 0;
  if (fields === undefined || fields.length === count) return [];
  const message = `"fields" must name a column for each of "column_list": ${count}, not ${fields.length}`;
  return [{ parameter: 'fields', message }];
}
