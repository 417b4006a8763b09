import { nearest } from '../../diagnostics/suggest.ts';
import { unreachable } from '../../diagnostics/unreachable.ts';
import { applyOperator, asNumber, negate } from '../arithmetic.ts';
import { itemsOf } from '../builtins/builtin.ts';
import { pairsOf } from '../builtins/collection-methods.ts';
import { sliceOf } from '../builtins/engine.ts';
import { FILTERS_OF_UNDEFINED } from '../builtins/filters.ts';
import { TESTS_OF_UNDEFINED } from '../builtins/tests.ts';
import { compareValues, contains, isEqual, isTrue } from '../compare.ts';
import type {
  Application,
  Arguments,
  Call,
  Comparison,
  ComparisonOperator,
  Expression,
  Name,
  Span,
  Test,
} from '../syntax/syntax-tree.ts';
import {
  blankValue,
  type CallArguments,
  describeType,
  listOf,
  type MacroResult,
  mapOf,
  toText,
  tupleOf,
  undefinedValue,
  type Value,
} from '../value.ts';
import { hintForName } from './foreign-names.ts';
import { at, type Frame, failAt, findVariable, placeOf } from './frame.ts';
import { functionOf, invoke, placedArguments, spanOfCall } from './invoke.ts';
import { textOfOutput } from './output.ts';
import { returnFunction } from './return-signal.ts';

/** The value of an expression, which must be defined, or blank on purpose, to be used. */
export function evaluate(expression: Expression, frame: Frame): Value {
  const value = evaluateLoosely(expression, frame);
  if (typeof value === 'object' && value?.kind === 'undefined' && !value.isBlank) {
    const span = expression.kind === 'attribute' ? expression.nameSpan : expression;
    return failAt(frame, span, 'template-undefined', value.message, value.hint);
  }
  return value;
}

/** As `evaluate`, but nothing may be missing: not even the else of an inline if. */
function evaluateFully(expression: Expression, frame: Frame): Value {
  const value = evaluate(expression, frame);
  if (typeof value === 'object' && value?.kind === 'undefined') {
    return failAt(frame, expression, 'template-undefined', value.message, value.hint);
  }
  return value;
}

/** Whether a condition holds. */
export function isConditionTrue(expression: Expression, frame: Frame): boolean {
  const value = evaluate(expression, frame);
  return at(frame, expression, () => isTrue(value));
}

/** What a call gives: text of a macro with its places, or a value. */
export function evaluateCall(expression: Call, frame: Frame): MacroResult {
  const { callee } = expression;
  const called = functionOf(evaluateFully(callee, frame), frame, callee);
  return invoke(called, evaluateArguments(expression, frame), frame, expression);
}

export function evaluateArguments(expression: Call, frame: Frame): CallArguments {
  return argumentsAt(expression.args, spanOfCall(expression), frame);
}

/** The value with a filter applied that is written at the span of the application. */
export function applyFilter(filter: Application, input: Value, frame: Frame): Value {
  const args = argumentsAt(filter.args, filter, frame);
  return at(frame, filter, () => frame.environment.engine.applyFilter(filter.name, input, args));
}

function evaluateLoosely(expression: Expression, frame: Frame): Value {
  const { engine } = frame.environment;
  engine.budget.spend(1);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return lookUp(expression, frame);
    case 'list':
      return listOf(expression.items.map((item) => evaluateFully(item, frame)));
    case 'tuple':
      return tupleOf(expression.items.map((item) => evaluateFully(item, frame)));
    case 'map': {
      const entries = expression.entries.map(
        ({ key, value }) => [evaluateFully(key, frame), evaluateFully(value, frame)] as const,
      );
      return at(frame, expression, () => mapOf(entries));
    }
    case 'attribute':
      return engine.attribute(evaluateFully(expression.target, frame), expression.name);
    case 'item': {
      const target = evaluateFully(expression.target, frame);
      const key = evaluateFully(expression.key, frame);
      return at(frame, expression.key, () => engine.item(target, key));
    }
    case 'slice': {
      const { target, from, to, step } = expression;
      const sliced = evaluateFully(target, frame);
      const bounds = [from, to, step].map((bound) => bound && evaluateFully(bound, frame));
      return at(frame, expression, () => sliceOf(sliced, bounds));
    }
    case 'call': {
      const result = evaluateCall(expression, frame);
      return result.kind === 'value' ? result.value : textOfOutput(result);
    }
    case 'filter': {
      const isTolerant = FILTERS_OF_UNDEFINED.has(expression.filter.name);
      const input = (isTolerant ? evaluateLoosely : evaluate)(expression.target, frame);
      return applyFilter(expression.filter, input, frame);
    }
    case 'test':
      return evaluateTest(expression, frame);
    case 'unary': {
      if (expression.operator === 'not') return !isConditionTrue(expression.operand, frame);
      const operand = evaluateFully(expression.operand, frame);
      const negated = at(frame, expression, () => negate(operand));
      return expression.operator === '-' ? negated : (asNumber(operand) ?? operand);
    }
    case 'binary': {
      const left = evaluateFully(expression.left, frame);
      const right = evaluateFully(expression.right, frame);
      const { operator } = expression;
      return at(frame, expression, () => applyOperator(operator, left, right, engine.budget));
    }
    case 'and':
    case 'or': {
      const left = evaluate(expression.left, frame);
      const isLeftTrue = at(frame, expression.left, () => isTrue(left));
      return isLeftTrue === (expression.kind === 'and')
        ? evaluateLoosely(expression.right, frame)
        : left;
    }
    case 'comparison':
      return compare(expression, frame);
    case 'concatenation': {
      const texts = expression.parts.map((part) => textAt(part, frame));
      const length = texts.reduce((sum, text) => sum + text.length, 0);
      at(frame, expression, () => engine.budget.spendText(length));
      return texts.join('');
    }
    case 'conditional': {
      const { condition, value, otherwise } = expression;
      if (isConditionTrue(condition, frame)) return evaluateLoosely(value, frame);
      if (otherwise !== undefined) return evaluateLoosely(otherwise, frame);
      return blankValue('this inline if has no else, and its condition does not hold');
    }
    default:
      return unreachable(expression);
  }
}

function textAt(expression: Expression, frame: Frame): string {
  const value = evaluate(expression, frame);
  return typeof value === 'string' ? value : at(frame, expression, () => toText(value));
}

function lookUp({ name }: Name, frame: Frame): Value {
  const { scope, environment, isInMacro } = frame;
  let found = findVariable(scope, name);
  // not `??`, which would take none for nothing
  if (found === undefined) found = environment.macro(name);
  if (found === undefined) found = environment.globals.get(name);
  if (found !== undefined) return found;
  if (name === 'return') {
    if (isInMacro) return returnFunction;
    return undefinedValue('"return" is defined inside a macro only', 'print the value instead');
  }
  return {
    kind: 'undefined',
    message: `"${name}" is not defined`,
    isBlank: false,
    // worked out only when it is shown: `is defined` asks for many names that are not there
    get hint() {
      return hintForName(name, () => nearest(name, namesIn(frame)));
    },
  };
}

function namesIn({ scope, environment }: Frame): Set<string> {
  const names = new Set([...environment.globals.keys(), ...environment.macroNames()]);
  for (let each: Frame['scope'] | undefined = scope; each !== undefined; each = each.parent) {
    for (const name of each.variables.keys()) names.add(name);
  }
  return names;
}

function argumentsAt(args: Arguments, span: Span, frame: Frame): CallArguments {
  const positional = args.positional.map((each) => evaluateFully(each, frame));
  const named = new Map<string, Value>();
  for (const { name, value } of args.named) named.set(name, evaluateFully(value, frame));
  const { engine } = frame.environment;
  const { spread, namedSpread } = args;
  if (spread !== undefined) {
    const items = evaluateFully(spread, frame);
    positional.push(...at(frame, spread, () => itemsOf(items, engine)));
  }
  if (namedSpread !== undefined) {
    const map = evaluateFully(namedSpread, frame);
    for (const [key, value] of at(frame, namedSpread, () => pairsOf(map, engine))) {
      if (typeof key !== 'string') {
        failAt(
          frame,
          namedSpread,
          'template-type',
          `a name must be a string, not ${describeType(key)}`,
        );
      }
      if (named.has(key)) failAt(frame, namedSpread, 'template-type', `"${key}" is given twice`);
      named.set(key, value);
    }
  }
  return placedArguments(positional, named, () => placeOf(frame, span));
}

function evaluateTest({ target, test }: Test, frame: Frame): boolean {
  const isTolerant = TESTS_OF_UNDEFINED.has(test.name);
  const value = (isTolerant ? evaluateLoosely : evaluate)(target, frame);
  const args = argumentsAt(test.args, test, frame);
  return at(frame, test, () => frame.environment.engine.applyTest(test.name, value, args));
}

function compare(expression: Comparison, frame: Frame): boolean {
  let left = evaluateFully(expression.first, frame);
  for (const { operator, operand } of expression.rest) {
    const isContainment = operator === 'in' || operator === 'not in';
    const right = (isContainment ? evaluate : evaluateFully)(operand, frame);
    const leftValue = left;
    if (!at(frame, expression, () => holds(operator, leftValue, right))) return false;
    left = right;
  }
  return true;
}

function holds(operator: ComparisonOperator, left: Value, right: Value): boolean {
  switch (operator) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return compareValues(left, right) < 0;
    case '<=':
      return compareValues(left, right) <= 0;
    case '>':
      return compareValues(left, right) > 0;
    case '>=':
      return compareValues(left, right) >= 0;
    case 'in':
      return contains(right, left);
    case 'not in':
      return !contains(right, left);
  }
}
