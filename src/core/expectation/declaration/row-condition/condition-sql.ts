import { dateLiteral, quoteIdentifier, quoteLiteral } from '../../../sql/quote.ts';
import type { Literal, Operand, RowCondition } from './condition.ts';

/** The condition in SQL: true for the rows in scope, false or NULL for the others. */
export function conditionSql(condition: RowCondition): string {
  switch (condition.type) {
    case 'and':
    case 'or':
      return condition.conditions.map(part).join(` ${condition.type} `);
    case 'not':
      return notSql(condition.condition);
    case 'untrue':
      return `(${conditionSql(condition.condition)}) is not true`;
    case 'comparison':
      return `${operandSql(condition.left)} ${condition.operator} ${operandSql(condition.right)}`;
    case 'member':
      return memberSql(condition.column, 'in', condition.values) ?? 'false';
    case 'null':
      return `${quoteIdentifier(condition.column)} is null`;
    case 'truth':
      return quoteIdentifier(condition.column);
  }
}

function notSql(condition: RowCondition): string {
  if (condition.type === 'null') return `${quoteIdentifier(condition.column)} is not null`;
  if (condition.type !== 'member') return `not (${conditionSql(condition)})`;
  return memberSql(condition.column, 'not in', condition.values) ?? 'true';
}

/** undefined for an empty list, which SQL does not have. */
function memberSql(
  column: string,
  operator: 'in' | 'not in',
  values: readonly Literal[],
): string | undefined {
  if (values.length === 0) return undefined;
  return `${quoteIdentifier(column)} ${operator} (${values.map(literalSql).join(', ')})`;
}

/** A condition within another one. */
function part(condition: RowCondition): string {
  const sql = conditionSql(condition);
  return condition.type === 'and' || condition.type === 'or' ? `(${sql})` : sql;
}

function operandSql(operand: Operand): string {
  return operand.type === 'column' ? quoteIdentifier(operand.name) : literalSql(operand);
}

function literalSql(literal: Literal): string {
  switch (literal.type) {
    case 'string':
      return quoteLiteral(literal.text);
    case 'date':
      return dateLiteral(literal.text);
    case 'number':
      return literal.text;
    case 'boolean':
      return String(literal.value);
  }
}
