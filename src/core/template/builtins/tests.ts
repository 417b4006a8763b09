import { fail } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { applyOperator, asNumber } from '../arithmetic.ts';
import { compareValues, contains, isEqual } from '../compare.ts';
import { describeType, toText, type Value } from '../value.ts';
import type { Builtin } from './builtin.ts';

type Test = Builtin<Value, boolean>;

/** The two that may look at what is undefined. */
export const TESTS_OF_UNDEFINED: ReadonlySet<string> = new Set(['defined', 'undefined']);

const equal = withOperand(isEqual);
const notEqual = withOperand((value, other) => !isEqual(value, other));
const less = withOperand((value, other) => compareValues(value, other) < 0);
const lessOrEqual = withOperand((value, other) => compareValues(value, other) <= 0);
const greater = withOperand((value, other) => compareValues(value, other) > 0);
const greaterOrEqual = withOperand((value, other) => compareValues(value, other) >= 0);

/** Jinja's tests, as after `is`; whether a filter or a test exists is asked of the engine itself. */
export const TESTS: Readonly<Record<string, Test>> = {
  defined: plain((value) => !isKind(value, 'undefined')),
  undefined: plain((value) => isKind(value, 'undefined')),
  none: plain((value) => value === null),
  boolean: plain((value) => typeof value === 'boolean'),
  true: plain((value) => value === true),
  false: plain((value) => value === false),
  integer: plain((value) => typeof value === 'bigint'),
  float: plain((value) => typeof value === 'number'),
  number: plain((value) => asNumber(value) !== undefined),
  string: plain((value) => typeof value === 'string'),
  mapping: plain((value) => isKind(value, 'map')),
  sequence: plain(
    (value) => typeof value === 'string' || isKind(value, 'list', 'tuple', 'view', 'map'),
  ),
  iterable: plain(
    (value) => typeof value === 'string' || isKind(value, 'list', 'tuple', 'view', 'map', 'lazy'),
  ),
  callable: plain(
    (value) =>
      isKind(value, 'function') ||
      (typeof value === 'object' && value?.kind === 'object' && value.call !== undefined),
  ),
  odd: plain((value) => isEqual(remainder(value, 2n), 1n)),
  even: plain((value) => isEqual(remainder(value, 2n), 0n)),
  divisibleby: withOperand((value, other) => isEqual(remainder(value, other), 0n)),
  lower: plain((value) => {
    const text = toText(value);
    return text === text.toLowerCase() && text !== text.toUpperCase();
  }),
  upper: plain((value) => {
    const text = toText(value);
    return text === text.toUpperCase() && text !== text.toLowerCase();
  }),
  sameas: withOperand((value, other) => value === other),
  in: withOperand((value, other) => contains(other, value)),
  eq: equal,
  equalto: equal,
  '==': equal,
  ne: notEqual,
  '!=': notEqual,
  lt: less,
  lessthan: less,
  '<': less,
  le: lessOrEqual,
  '<=': lessOrEqual,
  gt: greater,
  greaterthan: greater,
  '>': greater,
  ge: greaterOrEqual,
  '>=': greaterOrEqual,
};

/** Also those that ask whether a filter or a test exists, which the engine answers itself. */
export function hasTest(name: string): boolean {
  return name === 'filter' || name === 'test' || Object.hasOwn(TESTS, name);
}

export function findTest(name: string): Test {
  const test = Object.hasOwn(TESTS, name) ? TESTS[name] : undefined;
  if (test !== undefined) return test;
  return fail('template-undefined', `there is no test "${name}"`, {
    hint: didYouMean(name, Object.keys(TESTS)),
  });
}

function plain(apply: (value: Value) => boolean): Test {
  return { parameters: [], apply };
}

function withOperand(apply: (value: Value, other: Value) => boolean): Test {
  return { parameters: ['other'], apply: (value, { args: [other = null] }) => apply(value, other) };
}

function isKind(value: Value, ...kinds: readonly string[]): boolean {
  return typeof value === 'object' && value !== null && kinds.includes(value.kind);
}

function remainder(value: Value, divisor: Value): Value {
  if (asNumber(value) === undefined || asNumber(divisor) === undefined) {
    return fail('template-type', `this test needs a number, not ${describeType(value)}`);
  }
  return applyOperator('%', value, divisor, { spend: () => {}, spendText: () => {} });
}
