import { quoteIdentifier } from '../../sql/quote.ts';
import type { Kwargs, Parameter } from '../check.ts';
import { type Condition, condition } from '../facts/condition.ts';
import { textOf } from './kwargs.ts';

/** `ignore_row_if` of a pair of columns, as Great Expectations has it. */
export const IGNORED_PAIRS = {
  type: 'string',
  choices: ['both_values_are_missing', 'either_value_is_missing', 'neither'],
  default: 'both_values_are_missing',
  description: 'which rows are not looked at, and counted missing',
} as const satisfies Parameter;

/** The same of any number of columns. */
export const IGNORED_LISTS = {
  type: 'string',
  choices: ['all_values_are_missing', 'any_value_is_missing', 'never'],
  default: 'all_values_are_missing',
  description: 'which rows are not looked at, and counted missing',
} as const satisfies Parameter;

/** The rows that are looked at. */
export function consideredRows(
  names: readonly string[],
  kwargs: Kwargs,
  byDefault: string,
): Condition {
  const isThere = names.map((name) => `${quoteIdentifier(name)} is not null`);
  switch (textOf(kwargs, 'ignore_row_if') ?? byDefault) {
    case 'neither':
    case 'never':
      return { type: 'all' };
    case 'either_value_is_missing':
    case 'any_value_is_missing':
      return condition(isThere.join(' and '));
    default:
      return condition(isThere.join(' or '));
  }
}
