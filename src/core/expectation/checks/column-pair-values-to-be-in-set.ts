import { isJsonList, type Json } from '../../diagnostics/json.ts';
import type { Column } from '../../sql/column.ts';
import { quoteIdentifier } from '../../sql/quote.ts';
import type { Kwargs, RowCheck } from '../check.ts';
import { condition, conditionSql } from '../facts/condition.ts';
import { consideredRows, IGNORED_PAIRS } from '../shapes/ignored-rows.ts';
import { requiredText } from '../shapes/kwargs.ts';
import { renderMember } from '../shapes/value-set.ts';

export const columnPairValuesToBeInSet: RowCheck = {
  kind: 'rows',
  name: 'column_pair_values_to_be_in_set',
  fullName: 'expect_column_pair_values_to_be_in_set',
  scope: 'table',
  parameters: {
    column_A: { type: 'column', required: true, description: 'the column of the first values' },
    column_B: { type: 'column', required: true, description: 'the column of the second values' },
    value_pairs_set: {
      type: 'lists',
      required: true,
      nullable: true,
      description: 'the allowed pairs: [[a, b], …]; null in a pair is NULL; null allows any pair',
    },
    ignore_row_if: IGNORED_PAIRS,
  },
  principal: undefined,
  description: 'in every row the values of two columns are a pair of a set',
  nulls:
    'a NULL in a pair of the set is a NULL in the row; rows without both values are counted missing',
  example: `
- model: subscriptions
  table:
    - column_pair_values_to_be_in_set:
        {column_A: contract_type, column_B: net_service, value_pairs_set: [[Two year, DSL], [One year, DSL], [One year, Fiber optic]], mostly: 0.1}`,
  verify(kwargs) {
    const wrong = pairsOf(kwargs).find((pair) => pair.length !== 2);
    if (wrong === undefined) return [];
    const message = `"value_pairs_set" must hold pairs, and ${JSON.stringify(wrong)} has ${wrong.length}`;
    return [{ parameter: 'value_pairs_set', message }];
  },
  compile(kwargs, context) {
    const columns = ['column_A', 'column_B'].map((argument) =>
      context.columnNamed(requiredText(kwargs, argument)),
    );
    const names = columns.map(({ name }) => name);
    const considered = consideredRows(names, kwargs, IGNORED_PAIRS.default);
    const isAllowed = pairsOf(kwargs).map(
      (pair) => `(${columns.map((column, at) => isValue(column, pair[at] ?? null)).join(' and ')})`,
    );
    const isConsidered = conditionSql(considered) ?? 'true';
    const isUnexpected =
      (kwargs['value_pairs_set'] ?? null) === null
        ? 'false'
        : `(${isConsidered}) and (${['false', ...isAllowed].join(' or ')}) is not true`;
    return {
      considered,
      unexpected: condition(isUnexpected),
      shown: { columns: names, as: 'list' },
    };
  },
};

function isValue(column: Column, value: Json): string {
  const name = quoteIdentifier(column.name);
  if (value === null || typeof value === 'object') return `${name} is null`;
  return `${name} = ${renderMember(value, column)}`;
}

function pairsOf(kwargs: Kwargs): readonly (readonly Json[])[] {
  const given = kwargs['value_pairs_set'] ?? null;
  return isJsonList(given) ? given.filter(isJsonList) : [];
}
