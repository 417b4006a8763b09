import type { Limit } from '../expectation.ts';

const LIMIT = /^\s*(>=|<=|!=|<>|==|=|>|<)\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/;

/** `> 10` or `>1%`; undefined where it is neither. */
export function parseLimit(text: string): Limit | undefined {
  const [, spelled = '', amount = '', percent] = LIMIT.exec(text) ?? [];
  const operator = operatorOf(spelled);
  if (operator === undefined) return undefined;
  return { operator, amount: Number(amount), isPercent: percent === '%' };
}

function operatorOf(spelled: string): Limit['operator'] | undefined {
  switch (spelled) {
    case '==':
      return '=';
    case '<>':
      return '!=';
    case '>':
    case '>=':
    case '=':
    case '!=':
    case '<':
    case '<=':
      return spelled;
    default:
      return undefined;
  }
}
