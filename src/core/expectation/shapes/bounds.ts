import type { ArgumentProblem, Kwargs, Parameter, ParameterType, Verdict } from '../check.ts';
import { readExactJson } from '../facts/read-exact-json.ts';
import { flagOf, type Scalar, scalarOf } from './kwargs.ts';

/** `min_value`, `max_value`, `strict_min` and `strict_max`, for bounds of the type. */
export function boundParameters(type: ParameterType): Readonly<Record<string, Parameter>> {
  return {
    min_value: { type, description: 'the least value; no lower bound when left out' },
    max_value: { type, description: 'the greatest value; no upper bound when left out' },
    strict_min: {
      type: 'boolean',
      default: false,
      description: 'whether min_value itself is too low',
    },
    strict_max: {
      type: 'boolean',
      default: false,
      description: 'whether max_value itself is too high',
    },
  };
}

/** A lower bound above the upper one: nothing could ever hold. */
export function verifyOrder(kwargs: Kwargs): readonly ArgumentProblem[] {
  const min = comparable(scalarOf(kwargs, 'min_value'));
  const max = comparable(scalarOf(kwargs, 'max_value'));
  if (min === undefined || max === undefined || typeof min !== typeof max || min <= max) return [];
  return [
    {
      parameter: 'min_value',
      message: `"min_value" must not be above "max_value", but ${min} is above ${max}`,
    },
  ];
}

/** As verifyOrder, but only a warning: Great Expectations lets a computed value fail such bounds. */
export function warnOfOrder(kwargs: Kwargs): readonly ArgumentProblem[] {
  return verifyOrder(kwargs).map((problem) => ({ ...problem, severity: 'warning' }));
}

/** As verifyOrder, and one of the bounds must be there. */
export function verifyBounds(kwargs: Kwargs): readonly ArgumentProblem[] {
  if (hasBound(kwargs)) return verifyOrder(kwargs);
  return [{ parameter: undefined, message: 'one of "min_value" and "max_value" is required' }];
}

/** Comparisons that are true for a value outside the bounds. */
export function outsideBounds(
  value: string,
  kwargs: Kwargs,
  render: (bound: Scalar, argument: string) => string,
): string | undefined {
  return joined(kwargs, render, value, ['<', '<='], ['>', '>='], ' or ');
}

/** What is true of a value inside the bounds, never of NULL: without any bound, of each value that is there. */
export function insideBounds(
  value: string,
  kwargs: Kwargs,
  render: (bound: Scalar, argument: string) => string,
): string {
  return joined(kwargs, render, value, ['>=', '>'], ['<=', '<'], ' and ') ?? `${value} is not null`;
}

/** `at least 1 and below 10`, for people; `a value` where there is no bound. */
export function describeBounds(kwargs: Kwargs): string {
  const min = scalarOf(kwargs, 'min_value');
  const max = scalarOf(kwargs, 'max_value');
  const parts = [
    min === undefined ? '' : `${flagOf(kwargs, 'strict_min') ? 'above' : 'at least'} ${min}`,
    max === undefined ? '' : `${flagOf(kwargs, 'strict_max') ? 'below' : 'at most'} ${max}`,
  ];
  return parts.filter((part) => part !== '').join(' and ') || 'a value';
}

/** The verdict on an observed value and whether it is inside, both as the database gave them. */
export function judgeBounds(
  title: string,
  kwargs: Kwargs,
  [observedText, inside]: readonly (string | null)[],
): Verdict {
  const observed = readExactJson(observedText ?? 'null');
  if (inside === 'true') return { holds: true, observed };
  const found = observed === null ? `there is no ${title}` : `the ${title} is ${String(observed)}`;
  return {
    holds: false,
    observed,
    message: `${found}, expected ${describeBounds(kwargs)}`,
    isUnbounded: !hasBound(kwargs),
  };
}

export function hasBound(kwargs: Kwargs): boolean {
  return scalarOf(kwargs, 'min_value') !== undefined || scalarOf(kwargs, 'max_value') !== undefined;
}

function joined(
  kwargs: Kwargs,
  render: (bound: Scalar, argument: string) => string,
  value: string,
  [lower, strictLower]: readonly [string, string],
  [upper, strictUpper]: readonly [string, string],
  joint: string,
): string | undefined {
  const min = scalarOf(kwargs, 'min_value');
  const max = scalarOf(kwargs, 'max_value');
  const parts: string[] = [];
  if (min !== undefined) {
    const operator = flagOf(kwargs, 'strict_min') ? strictLower : lower;
    parts.push(`${value} ${operator} ${render(min, 'min_value')}`);
  }
  if (max !== undefined) {
    const operator = flagOf(kwargs, 'strict_max') ? strictUpper : upper;
    parts.push(`${value} ${operator} ${render(max, 'max_value')}`);
  }
  return parts.length === 0 ? undefined : parts.join(joint);
}

/** Numbers and ISO dates compare here; other text only in the database, by its collation. */
function comparable(value: Scalar | undefined): number | string | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return value;
  return undefined;
}
