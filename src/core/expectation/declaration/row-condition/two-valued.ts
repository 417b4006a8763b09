import type { RowCondition } from './condition.ts';

/**
 * The condition as pandas means it, which knows only true and false: a comparison with a missing
 * value is false, `!=` with one is true, and so is `not` of what is false.
 */
export function twoValued(condition: RowCondition): RowCondition {
  switch (condition.type) {
    case 'and':
    case 'or':
      return { ...condition, conditions: condition.conditions.map(twoValued) };
    case 'not':
      if (condition.condition.type === 'null') return condition;
      return { type: 'untrue', condition: twoValued(condition.condition) };
    case 'untrue':
      return { type: 'untrue', condition: twoValued(condition.condition) };
    case 'comparison':
      return condition.operator === '<>'
        ? { ...condition, operator: 'is distinct from' }
        : condition;
    case 'member':
    case 'null':
    case 'truth':
      return condition;
  }
}
