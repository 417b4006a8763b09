import type { Json } from '../diagnostics/json.ts';
import type { Expression } from './syntax/syntax-tree.ts';
import { toJson } from './value.ts';

/** The value of an expression that is written out; nothing for what has to be worked out. */
export function literalJson(expression: Expression): Json | undefined {
  switch (expression.kind) {
    case 'literal':
      return toJson(expression.value);
    case 'list':
    case 'tuple': {
      const items = expression.items.map(literalJson).filter((item) => item !== undefined);
      return items.length === expression.items.length ? items : undefined;
    }
    case 'map': {
      const entries: [string, Json][] = [];
      for (const { key, value } of expression.entries) {
        const name = literalJson(key);
        const json = literalJson(value);
        if (typeof name !== 'string' || json === undefined) return undefined;
        entries.push([name, json]);
      }
      return Object.fromEntries(entries);
    }
    case 'unary': {
      const { operator, operand } = expression;
      const number = operator === 'not' ? undefined : literalJson(operand);
      if (typeof number !== 'number') return undefined;
      return operator === '-' ? -number : number;
    }
    default:
      return undefined;
  }
}
