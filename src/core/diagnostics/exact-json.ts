import type { Json } from './json.ts';

/** The value with every number that JSON cannot hold exactly written as a string. */
export function exactJson(value: Json): Json {
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) return String(value);
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? String(BigInt(value)) : value;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(exactJson);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, exactJson(each)]));
}

/** A measured time: more digits than that are noise. */
export function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
