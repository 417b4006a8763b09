import { fail } from '../../../diagnostics/diagnostic.ts';
import { locate, type SourceFile } from '../../../diagnostics/source-file.ts';
import type { ExpressionReport, ExpressionToken } from '../expression/lex-expression.ts';
import { type ExpressionReader, readExpression } from '../expression/read-expression.ts';
import type {
  NamedArgument,
  ParameterExpression,
  ParameterOperator,
} from './parameter-expression.ts';

export const PARAMETER_REPORT: ExpressionReport = {
  code: 'expectation-parameter',
  title: '"$PARAMETER"',
  hint: 'give the value as a var: {$PARAMETER: its_name}, with its_name under vars: in project.yml',
};

/** The text of a `$PARAMETER`, and the reader that its evaluation reports mistakes with. */
export interface ParsedParameter {
  readonly expression: ParameterExpression;
  readonly reader: ExpressionReader;
}

/** All of the text; what is none of the language is a DiagnosticError at its place. */
export function parseParameter(source: SourceFile): ParsedParameter {
  if (source.text.startsWith('urn:')) {
    const { code, title, hint } = PARAMETER_REPORT;
    const location = locate(source, 0, source.text.length);
    return fail(code, `${title} cannot be what another validation found`, { location, hint });
  }
  const reader = readExpression(source, { hasEscapes: false }, PARAMETER_REPORT);
  const expression = parseSum(reader);
  if (reader.peek().type !== 'end') reader.refuse('"+", "-", "*", "/" or the end');
  return { expression, reader };
}

function parseSum(reader: ExpressionReader): ParameterExpression {
  return parseOperations(reader, ['+', '-'], parseProduct);
}

function parseProduct(reader: ExpressionReader): ParameterExpression {
  return parseOperations(reader, ['*', '/'], parseAtom);
}

function parseOperations(
  reader: ExpressionReader,
  operators: readonly ParameterOperator[],
  parsePart: (reader: ExpressionReader) => ParameterExpression,
): ParameterExpression {
  let left = parsePart(reader);
  for (;;) {
    const token = reader.take(...operators);
    const operator = operators.find((each) => each === token?.text);
    if (token === undefined || operator === undefined) return left;
    left = { type: 'operation', operator, left, right: parsePart(reader), token };
  }
}

function parseAtom(reader: ExpressionReader): ParameterExpression {
  const sign = reader.take('-', '+');
  if (sign !== undefined) {
    const of = reader.nested(() => parseAtom(reader));
    return sign.text === '-' ? { type: 'negation', of, token: sign } : of;
  }
  if (reader.take('(') !== undefined) {
    const expression = reader.nested(() => parseSum(reader));
    reader.expect(')');
    return expression;
  }
  const token = reader.next();
  switch (token.type) {
    case 'number':
      return { type: 'number', value: Number(token.text), token };
    case 'name':
      return reader.take('(') === undefined
        ? { type: 'name', name: token.text, token }
        : reader.nested(() => parseCall(token, reader));
    default:
      return reader.refuse('a number, the name of a var or a function', token);
  }
}

function parseCall(token: ExpressionToken, reader: ExpressionReader): ParameterExpression {
  const positional: ParameterExpression[] = [];
  const named: NamedArgument[] = [];
  while (reader.take(')') === undefined) {
    const start = reader.peek();
    const value = parseSum(reader);
    if (value.type === 'name' && reader.take('=') !== undefined) {
      named.push({ name: value.name, value: parseSum(reader), token: start });
    } else if (named.length === 0) positional.push(value);
    else reader.refuse('an argument by name', start);
    if (reader.take(',') === undefined && reader.peek().text !== ')') reader.refuse('"," or ")"');
  }
  return { type: 'call', name: token.text, positional, named, token };
}
