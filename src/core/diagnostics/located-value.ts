import type { Json } from './json.ts';
import type { Location } from './source-file.ts';

/** A value read from YAML that knows where each part of it is written. */
export type LocatedValue =
  | { readonly type: 'map'; readonly entries: readonly LocatedEntry[]; readonly location: Location }
  | { readonly type: 'list'; readonly items: readonly LocatedValue[]; readonly location: Location }
  | {
      readonly type: 'scalar';
      readonly value: null | boolean | number | string;
      /** As written, without quotes: exact where a number is too large for `value`. */
      readonly text: string;
      readonly location: Location;
      /** A template wrote it: the place where it stands decides what kind of value it is. */
      readonly isRendered?: true;
    };

export interface LocatedEntry {
  readonly key: string;
  readonly keyLocation: Location;
  readonly value: LocatedValue;
}

/** The value without its places. */
export function plain(value: LocatedValue): Json {
  switch (value.type) {
    case 'scalar':
      return value.value;
    case 'list':
      return value.items.map(plain);
    case 'map':
      return Object.fromEntries(value.entries.map((entry) => [entry.key, plain(entry.value)]));
  }
}

/** A plain value as if all of it stood at one place. */
export function located(value: Json, location: Location): LocatedValue {
  if (isList(value)) {
    return { type: 'list', items: value.map((item) => located(item, location)), location };
  }
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]): LocatedEntry => ({
        key,
        keyLocation: location,
        value: located(item, location),
      }),
    );
    return { type: 'map', entries, location };
  }
  return { type: 'scalar', value, text: String(value), location };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

export function entryOf(value: LocatedValue, key: string): LocatedEntry | undefined {
  if (value.type !== 'map') return undefined;
  return value.entries.find((entry) => entry.key === key);
}

/** The value at a path of keys and indexes, or the deepest part of the path that exists. */
export function valueAt(value: LocatedValue, path: readonly (string | number)[]): LocatedValue {
  let at = value;
  for (const step of path) {
    const next =
      at.type === 'list' && typeof step === 'number'
        ? at.items[step]
        : entryOf(at, String(step))?.value;
    if (next === undefined) return at;
    at = next;
  }
  return at;
}
