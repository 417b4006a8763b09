import { isJsonMap, type Json } from '../diagnostics/json.ts';
import type { Expectation } from '../expectation/expectation.ts';
import { checkNamed } from '../expectation/registry.ts';
import { isVolatileTemplate } from '../sql/volatile.ts';

/** What an expectation may ask the time by: where an as_of is checked, some take it for the time. */
export interface Moment {
  readonly asOf: string | undefined;
  /** ISO 8601. */
  readonly now: string;
}

/** What has held at one time need not at another: a gate that asks the time is asked anew. */
export function momentAsked(
  expectations: readonly Expectation[],
  queries: readonly string[],
  { asOf, now }: Moment,
): readonly Json[] {
  const asksNow =
    queries.some(isVolatileTemplate) ||
    expectations.some(({ check, kwargs, where, test }) => {
      if (test?.isVolatile === true) return true;
      const own = textsIn([kwargs, where ?? '', test?.failCalc ?? '']);
      if (own.some(isVolatileTemplate)) return true;
      return asOf === undefined && checkNamed(check)?.readsClock === true;
    });
  return asksNow ? [now] : [];
}

function textsIn(value: Json): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isJsonMap(value) ? Object.values(value).flatMap(textsIn) : [];
}
