import type { Json } from '../../diagnostics/json.ts';
import { type ExactNumber, exact, parseExact } from './exact-number.ts';
import type { Observation } from './past-observation.ts';

/** The number that is compared: of a check of rows the percentage of those that are unexpected. */
export type ComparedValue =
  | { readonly type: 'number'; readonly value: ExactNumber }
  /** There were no rows, or no values. */
  | { readonly type: 'none' }
  /** A date, NaN, Infinity. */
  | { readonly type: 'other'; readonly text: string };

export function comparedValue(
  observation: Observation,
  { isOfRows }: { readonly isOfRows: boolean },
) {
  return isOfRows ? percentOf(observation) : numberOf(observation.observed);
}

/** From the counts: a percentage that was rounded would not tell 33 % from a third. */
function percentOf({ elementCount, missingCount, unexpectedCount }: Observation): ComparedValue {
  const considered = (elementCount ?? 0) - (missingCount ?? 0);
  if (considered <= 0 || unexpectedCount === undefined) return { type: 'none' };
  return { type: 'number', value: exact(100n * BigInt(unexpectedCount), BigInt(considered)) };
}

function numberOf(observed: Json | undefined): ComparedValue {
  if (observed === undefined || observed === null) return { type: 'none' };
  const text = typeof observed === 'string' ? observed : JSON.stringify(observed);
  const value = typeof observed === 'boolean' ? undefined : parseExact(text);
  return value === undefined ? { type: 'other', text } : { type: 'number', value };
}
