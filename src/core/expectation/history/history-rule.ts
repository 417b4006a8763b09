import type { Json } from '../../diagnostics/json.ts';
import { type Amount, amountsJson } from './amount.ts';

/** How a value must stand to those that earlier runs observed. */
export interface HistoryRule {
  /** So many of the latest as_ofs before the one that is tested. */
  readonly last: number;
  /** What their values come to. */
  readonly of: Centre;
  /** How far above that is well: as far as the widest allows; undefined: any. */
  readonly maxRise: readonly Amount[] | undefined;
  readonly maxFall: readonly Amount[] | undefined;
  /** Only as_ofs of the same one are looked at. */
  readonly same: Season | undefined;
  /** With fewer values nothing is compared. */
  readonly atLeast: number;
  readonly values: CountedValues;
}

export const CENTRES = ['median', 'mean', 'min', 'max'] as const;
export type Centre = (typeof CENTRES)[number];

export const SEASONS = ['weekday', 'month'] as const;
export type Season = (typeof SEASONS)[number];

/** Those of rows that were published, or of these only those that passed. */
export const COUNTED_VALUES = ['published', 'passed'] as const;
export type CountedValues = (typeof COUNTED_VALUES)[number];

/** The rule in the words of its declaration. */
export function historyJson(rule: HistoryRule): Json {
  const { last, of, maxRise, maxFall, same, atLeast, values } = rule;
  const isSameBothWays = JSON.stringify(maxRise) === JSON.stringify(maxFall);
  return {
    last,
    of,
    ...(maxRise !== undefined && {
      [isSameBothWays ? 'within' : 'max_rise']: amountsJson(maxRise),
    }),
    ...(maxFall !== undefined && !isSameBothWays && { max_fall: amountsJson(maxFall) }),
    ...(same !== undefined && { same }),
    at_least: atLeast,
    values,
  };
}

/** A spread is known from two values on. */
export function leastValues(amounts: readonly Amount[]): number {
  return amounts.some(({ unit }) => unit === 'deviations') ? 2 : 1;
}
