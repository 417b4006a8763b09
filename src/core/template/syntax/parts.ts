import type { Application, Arguments, Expression } from './syntax-tree.ts';

/** The expressions directly inside an expression. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'name':
      return [];
    case 'list':
    case 'tuple':
      return expression.items;
    case 'map':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'attribute':
      return [expression.target];
    case 'item':
      return [expression.target, expression.key];
    case 'slice': {
      const { target, from, to, step } = expression;
      return [target, from, to, step].filter((part) => part !== undefined);
    }
    case 'call':
      return [expression.callee, ...partsOfArguments(expression.args)];
    case 'filter':
      return [expression.target, ...partsOfApplication(expression.filter)];
    case 'test':
      return [expression.target, ...partsOfApplication(expression.test)];
    case 'unary':
      return [expression.operand];
    case 'binary':
    case 'and':
    case 'or':
      return [expression.left, expression.right];
    case 'comparison':
      return [expression.first, ...expression.rest.map(({ operand }) => operand)];
    case 'concatenation':
      return expression.parts;
    case 'conditional': {
      const { condition, value, otherwise } = expression;
      return otherwise === undefined ? [value, condition] : [value, condition, otherwise];
    }
  }
}

export function partsOfArguments(args: Arguments): readonly Expression[] {
  const { positional, named, spread, namedSpread } = args;
  return [...positional, ...named.map(({ value }) => value), spread, namedSpread].filter(
    (part) => part !== undefined,
  );
}

export function partsOfApplication({ args }: Application): readonly Expression[] {
  return partsOfArguments(args);
}
