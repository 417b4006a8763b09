import type { SourceFile } from '../../../diagnostics/source-file.ts';
import { isDate } from '../../../time/month-end.ts';
import type { ExpressionReport, ExpressionToken } from '../expression/lex-expression.ts';
import { type ExpressionReader, readExpression } from '../expression/read-expression.ts';
import type { Comparison, ConditionLanguage, Literal, Operand, RowCondition } from './condition.ts';
import { twoValued } from './two-valued.ts';

export const CONDITION_REPORT: ExpressionReport = {
  code: 'expectation-condition',
  title: '"row_condition"',
  hint: 'write the condition as SQL in "where" instead',
};

const OPERATORS: Readonly<Record<string, Comparison>> = {
  '==': '=',
  '=': '=',
  '!=': '<>',
  '<>': '<>',
  '<': '<',
  '<=': '<=',
  '>': '>',
  '>=': '>=',
};

/** Methods of a column, in whatever spelling the backends have for them. */
const METHODS: Readonly<Record<string, 'null' | 'not-null' | 'in'>> = {
  isnull: 'null',
  isna: 'null',
  is_null: 'null',
  notnull: 'not-null',
  notna: 'not-null',
  isnotnull: 'not-null',
  is_not_null: 'not-null',
  isin: 'in',
};

const RESERVED = new Set(['and', 'or', 'not', 'in', 'is', 'null', 'none', 'true', 'false']);

/**
 * The whole of a condition as Great Expectations writes it, `col("x") > 3`, and what its users take
 * for granted: `and`, `or`, `not` and brackets. Names without `col(…)`, in backticks where they hold
 * a space, are those of pandas and Spark. What is anything else is a DiagnosticError at its place.
 */
export function parseCondition(source: SourceFile, language: ConditionLanguage): RowCondition {
  const hasEscapes = language !== 'great_expectations';
  const reader = readExpression(source, { hasEscapes }, CONDITION_REPORT);
  const condition = parseOr(reader);
  if (reader.peek().type !== 'end') reader.refuse('"and", "or" or the end');
  return language === 'pandas' ? twoValued(condition) : condition;
}

function parseOr(reader: ExpressionReader): RowCondition {
  return parseJoined(reader, 'or', ['or', '|', '||'], parseAnd);
}

function parseAnd(reader: ExpressionReader): RowCondition {
  return parseJoined(reader, 'and', ['and', '&', '&&'], parseNot);
}

function parseJoined(
  reader: ExpressionReader,
  type: 'and' | 'or',
  words: readonly string[],
  parsePart: (reader: ExpressionReader) => RowCondition,
): RowCondition {
  const first = parsePart(reader);
  const conditions = [first];
  while (reader.take(...words) !== undefined) conditions.push(parsePart(reader));
  return conditions.length === 1 ? first : { type, conditions };
}

function parseNot(reader: ExpressionReader): RowCondition {
  if (reader.take('not', '~') === undefined) return parsePredicate(reader);
  return { type: 'not', condition: reader.nested(() => parseNot(reader)) };
}

function parsePredicate(reader: ExpressionReader): RowCondition {
  if (reader.take('(') !== undefined) {
    const condition = reader.nested(() => parseOr(reader));
    reader.expect(')');
    return condition;
  }
  const start = reader.peek();
  const left = parseOperand(reader);
  if (left.type === 'column') {
    const condition = parseColumnPredicate(left.name, reader);
    if (condition !== undefined) return condition;
  }
  return parseComparison(left, start, reader);
}

/** What is said of a column without an operator; undefined where an operator follows. */
function parseColumnPredicate(column: string, reader: ExpressionReader): RowCondition | undefined {
  if (reader.take('.') !== undefined) return parseMethod(column, reader);
  if (reader.take('is') !== undefined) {
    const isNegated = reader.take('not') !== undefined;
    if (reader.take('null', 'none') === undefined) reader.refuse('"null"');
    return negatedIf(isNegated, { type: 'null', column });
  }
  if (reader.take('in') !== undefined) return parseMember(column, reader);
  if (reader.take('not') !== undefined) {
    if (reader.take('in') === undefined) reader.refuse('"in"');
    return { type: 'not', condition: parseMember(column, reader) };
  }
  return operatorAt(reader) === undefined ? { type: 'truth', column } : undefined;
}

function parseMethod(column: string, reader: ExpressionReader): RowCondition {
  const token = reader.next();
  const method = token.type === 'name' ? METHODS[token.text.toLowerCase()] : undefined;
  if (method === undefined) reader.refuse('"notnull()", "isnull()" or "isin()"', token);
  reader.expect('(');
  if (method === 'in') {
    const condition = parseMember(column, reader);
    reader.expect(')');
    return condition;
  }
  reader.expect(')');
  return negatedIf(method === 'not-null', { type: 'null', column });
}

function negatedIf(isNegated: boolean, condition: RowCondition): RowCondition {
  return isNegated ? { type: 'not', condition } : condition;
}

/** `[1, 2]` or `(1, 2)`. */
function parseMember(column: string, reader: ExpressionReader): RowCondition {
  const opening = reader.take('[', '(') ?? reader.refuse('a list in "[…]" or "(…)"');
  const closing = opening.text === '[' ? ']' : ')';
  const values: Literal[] = [];
  while (reader.take(closing) === undefined) {
    const token = reader.peek();
    const value = parseOperand(reader);
    if (value.type === 'column') return reader.refuse('a number or a text', token);
    values.push(value);
    if (reader.take(',') === undefined && reader.peek().text !== closing) {
      reader.refuse(`"," or "${closing}"`);
    }
  }
  return { type: 'member', column, values };
}

/** `a < b`, or as Python has it `a < b < c`. */
function parseComparison(
  first: Operand,
  start: ExpressionToken,
  reader: ExpressionReader,
): RowCondition {
  const conditions: RowCondition[] = [];
  let left = first;
  let leftToken = start;
  for (let operator = operatorAt(reader); operator !== undefined; operator = operatorAt(reader)) {
    reader.next();
    const rightToken = reader.peek();
    const right = parseOperand(reader);
    if (left.type !== 'column' && right.type !== 'column') {
      reader.refuseToken(leftToken, 'two values are compared, and no column');
    }
    conditions.push({ type: 'comparison', left, operator, right });
    left = right;
    leftToken = rightToken;
  }
  const [only, ...others] = conditions;
  if (only === undefined) return reader.refuse('"==", "!=", "<", "<=", ">" or ">="');
  return others.length === 0 ? only : { type: 'and', conditions };
}

function operatorAt(reader: ExpressionReader): Comparison | undefined {
  const { type, text } = reader.peek();
  return type === 'symbol' ? OPERATORS[text] : undefined;
}

function parseOperand(reader: ExpressionReader): Operand {
  const sign = reader.take('-', '+');
  const token = reader.next();
  if (sign !== undefined && token.type !== 'number') reader.refuse('a number', token);
  switch (token.type) {
    case 'number':
      return { type: 'number', text: sign?.text === '-' ? `-${token.text}` : token.text };
    case 'string':
      return { type: 'string', text: token.text };
    case 'quoted-name':
      return { type: 'column', name: token.text };
    case 'name':
      return parseNamed(token, reader);
    case 'symbol':
    case 'end':
      return reader.refuse('a column or a value', token);
  }
}

function parseNamed(token: ExpressionToken, reader: ExpressionReader): Operand {
  const word = token.text.toLowerCase();
  const isCall = reader.peek().text === '(' && reader.peek().type === 'symbol';
  if (isCall) return parseCall(token, reader);
  if (word === 'true' || word === 'false') return { type: 'boolean', value: word === 'true' };
  if (word === 'null' || word === 'none') {
    return reader.refuseToken(
      token,
      `nothing can be compared with ${token.source}`,
      'write col("x").isnull() or col("x").notnull()',
    );
  }
  if (RESERVED.has(word)) return reader.refuse('a column or a value', token);
  return { type: 'column', name: token.text };
}

/** `col("x")` and `date("2024-01-31")`. */
function parseCall(token: ExpressionToken, reader: ExpressionReader): Operand {
  if (token.text !== 'col' && token.text !== 'date') {
    return reader.refuseToken(token, `there is no function "${token.text}"`);
  }
  reader.expect('(');
  const argument = reader.next();
  if (argument.type !== 'string') {
    return reader.refuse(
      token.text === 'col' ? 'the name of a column in quotes' : 'a day',
      argument,
    );
  }
  const { text } = argument;
  reader.expect(')');
  if (token.text === 'col') return { type: 'column', name: text };
  if (isDate(text)) return { type: 'date', text };
  return reader.refuseToken(
    argument,
    `date() takes a day like "2024-01-31", not ${argument.source}`,
  );
}
