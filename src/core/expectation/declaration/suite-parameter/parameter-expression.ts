import type { ExpressionToken } from '../expression/lex-expression.ts';

/** What `$PARAMETER` says: a name, or how a value is computed. */
export type ParameterExpression =
  | { readonly type: 'number'; readonly value: number; readonly token: ExpressionToken }
  | { readonly type: 'name'; readonly name: string; readonly token: ExpressionToken }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly positional: readonly ParameterExpression[];
      readonly named: readonly NamedArgument[];
      readonly token: ExpressionToken;
    }
  | {
      readonly type: 'negation';
      readonly of: ParameterExpression;
      readonly token: ExpressionToken;
    }
  | {
      readonly type: 'operation';
      readonly operator: ParameterOperator;
      readonly left: ParameterExpression;
      readonly right: ParameterExpression;
      readonly token: ExpressionToken;
    };

export type ParameterOperator = '+' | '-' | '*' | '/';

export interface NamedArgument {
  readonly name: string;
  readonly value: ParameterExpression;
  readonly token: ExpressionToken;
}

/** The names of all parameters that the expression reads. */
export function namesIn(expression: ParameterExpression): readonly string[] {
  return expression.type === 'name' ? [expression.name] : partsOf(expression).flatMap(namesIn);
}

export function readsClock(expression: ParameterExpression): boolean {
  const isNow = expression.type === 'call' && expression.name === 'now';
  return isNow || partsOf(expression).some(readsClock);
}

function partsOf(expression: ParameterExpression): readonly ParameterExpression[] {
  switch (expression.type) {
    case 'number':
    case 'name':
      return [];
    case 'call':
      return [...expression.positional, ...expression.named.map(({ value }) => value)];
    case 'negation':
      return [expression.of];
    case 'operation':
      return [expression.left, expression.right];
  }
}
