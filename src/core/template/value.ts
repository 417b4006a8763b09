import { fail } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { Location, SourceFile } from '../diagnostics/source-file.ts';
import { type Allowance, createAllowance } from './limits.ts';
import { floatText, stringLiteralText } from './python-text.ts';

/**
 * What an expression of a template can be, with the types that Jinja's values have: an integer is a
 * `bigint` (exact at any size), a float is a `number` (`1.0` stays a float), none is `null`.
 */
export type Value =
  | null
  | boolean
  | bigint
  | number
  | string
  | ListValue
  | TupleValue
  | ViewValue
  | LazyValue
  | MapValue
  | ObjectValue
  | FunctionValue
  | UndefinedValue;

export interface ListValue {
  readonly kind: 'list';
  readonly items: Value[];
}

export interface TupleValue {
  readonly kind: 'tuple';
  readonly items: readonly Value[];
  /** Names of the items, of a named tuple. */
  readonly names?: readonly string[];
}

/** What `range()` and a map's `keys()`, `values()` and `items()` return. */
export interface ViewValue {
  readonly kind: 'view';
  readonly items: readonly Value[];
  readonly isRange: boolean;
  readonly toText: () => string;
}

/** A generator, as `map` and `select` return: it can be gone through once. */
export interface LazyValue {
  readonly kind: 'lazy';
  readonly filterName: string;
  readonly items: readonly Value[];
  isSpent: boolean;
}

export interface MapValue {
  readonly kind: 'map';
  /** By `hashKey` of the key. */
  readonly entries: Map<string, readonly [key: Value, value: Value]>;
}

/** A thing of the host with attributes of its own, such as a relation. */
export interface ObjectValue {
  readonly kind: 'object';
  readonly typeName: string;
  readonly attribute: (name: string) => Value | undefined;
  readonly attributeNames: () => Iterable<string>;
  readonly toText: () => string;
  /** Of namespaces only: `set ns.name = value`. */
  readonly assign?: (name: string, value: Value) => void;
  readonly call?: FunctionValue;
}

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  /** Of the first argument's text where that is a literal, else of the function's name. */
  readonly location: Location;
}

export interface FunctionValue {
  readonly kind: 'function';
  readonly name: string;
  readonly call: (args: CallArguments) => Value;
  /** Of macros: the result with the places it was written at, unless the macro returns a value. */
  readonly render?: (args: CallArguments) => MacroResult;
}

export type MacroResult =
  | { readonly kind: 'text'; readonly segments: readonly PlacedText[] }
  | { readonly kind: 'value'; readonly value: Value };

/** A part of rendered text and where it was written. */
export interface PlacedText {
  readonly text: string;
  readonly source: SourceFile;
  /** In the source, of the literal text or of the expression that printed it. */
  readonly offset: number;
  /** Literal: character i of the text is character `offset + i` of the source. */
  readonly isLiteral: boolean;
}

export interface UndefinedValue {
  readonly kind: 'undefined';
  /** Says what is not defined. */
  readonly message: string;
  readonly hint: string | undefined;
  /** Undefined on purpose, such as an inline if without else: prints nothing and is false. */
  readonly isBlank: boolean;
}

export function listOf(items: Iterable<Value>): ListValue {
  return { kind: 'list', items: [...items] };
}

export function tupleOf(items: readonly Value[]): TupleValue {
  return { kind: 'tuple', items };
}

export function mapOf(entries: Iterable<readonly [Value, Value]>): MapValue {
  const map: MapValue = { kind: 'map', entries: new Map() };
  for (const [key, value] of entries) map.entries.set(hashKey(key), [key, value]);
  return map;
}

export function undefinedValue(message: string, hint?: string): UndefinedValue {
  return { kind: 'undefined', message, hint, isBlank: false };
}

export function blankValue(message: string): UndefinedValue {
  return { kind: 'undefined', message, hint: undefined, isBlank: true };
}

/** A function of the host. A `DiagnosticError` without a location gets that of the call. */
export function hostFunction(name: string, call: (args: CallArguments) => Value): Value {
  return { kind: 'function', name, call };
}

/** A thing of the host, printed as `toText()`, of which a template sees the given attributes only. */
export function hostObject(
  typeName: string,
  attributes: ReadonlyMap<string, Value>,
  toText: () => string,
): Value {
  return {
    kind: 'object',
    typeName,
    attribute: (name) => attributes.get(name),
    attributeNames: () => attributes.keys(),
    toText,
  };
}

/** Two keys are the same key when they are equal: 1, 1.0 and true are one, '1' is another. */
export function hashKey(key: Value, allowance: Allowance = createAllowance()): string {
  if (key === null) return 'none';
  if (typeof key === 'string') return `s${key}`;
  if (typeof key === 'boolean') return key ? 'n1' : 'n0';
  if (typeof key === 'bigint') return `n${key}`;
  if (typeof key === 'number') return Number.isInteger(key) ? `n${BigInt(key)}` : `f${key}`;
  if (key.kind === 'tuple') {
    const hashes = key.items.map((item) => hashKey(item, allowance));
    const text = hashes.map((hash) => `${hash.length}:${hash}`).join('');
    allowance.spend(text.length + 1);
    return `t${text}`;
  }
  return fail('template-type', `${describeType(key)} cannot be the key of a map`);
}

/** The value's type as a message names it. */
export function describeType(value: Value): string {
  if (value === null) return 'none';
  if (typeof value === 'string') return 'a string';
  if (typeof value === 'boolean') return 'a boolean';
  if (typeof value === 'bigint') return 'an integer';
  if (typeof value === 'number') return 'a float';
  switch (value.kind) {
    case 'view':
      return value.isRange ? 'a range' : 'a view of a map';
    case 'lazy':
      return `the lazy result of "${value.filterName}"`;
    case 'object':
      return `a ${value.typeName}`;
    case 'undefined':
      return 'undefined';
    default:
      return `a ${value.kind}`;
  }
}

/** As Jinja prints the value: Python's `str()`. */
export function toText(value: Value): string {
  return typeof value === 'string' ? value : reprOf(value);
}

/** Python's `repr()`: how a value stands inside a printed list. */
export function reprOf(value: Value, allowance: Allowance = createAllowance()): string {
  const text = reprWithin(value, allowance);
  allowance.spend(text.length);
  return text;
}

function reprWithin(value: Value, allowance: Allowance): string {
  const repr = (item: Value) => reprOf(item, allowance);
  if (value === null) return 'None';
  if (typeof value === 'string') return stringLiteralText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return floatText(value);
  switch (value.kind) {
    case 'list':
      return `[${value.items.map(repr).join(', ')}]`;
    case 'tuple':
      return `(${value.items.map(repr).join(', ')}${value.items.length === 1 ? ',' : ''})`;
    case 'map': {
      const entries = [...value.entries.values()];
      return `{${entries.map(([key, item]) => `${repr(key)}: ${repr(item)}`).join(', ')}}`;
    }
    case 'view':
    case 'object':
      return value.toText();
    case 'lazy':
      return fail('template-type', `${describeType(value)} cannot be printed`, {
        hint: 'add | list',
      });
    case 'function':
      return fail('template-type', `"${value.name}" is a function, which cannot be printed`, {
        hint: `call it: ${value.name}()`,
      });
    case 'undefined':
      return value.isBlank ? '' : fail('template-undefined', value.message, { hint: value.hint });
  }
}

export function fromJson(json: Json): Value {
  if (json === null || typeof json === 'boolean' || typeof json === 'string') return json;
  if (typeof json === 'number') return Number.isSafeInteger(json) ? BigInt(json) : json;
  if (isJsonArray(json)) return listOf(json.map(fromJson));
  return mapOf(Object.entries(json).map(([key, value]) => [key, fromJson(value)]));
}

/**
 * The value as JSON can hold it, nothing for what JSON cannot hold (functions, objects, infinity).
 * An integer beyond the exact ones of JSON becomes a string.
 */
export function toJson(value: Value, allowance: Allowance = createAllowance()): Json | undefined {
  allowance.spend(1);
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value === 'bigint') {
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  }
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'view':
      return allOrNothing(value.items.map((item) => toJson(item, allowance)));
    case 'map':
      return mapToJson(value, allowance);
    case 'lazy':
    case 'object':
    case 'function':
    case 'undefined':
      return undefined;
  }
}

function mapToJson(map: MapValue, allowance: Allowance): Json | undefined {
  const entries: [string, Json][] = [];
  for (const [key, item] of map.entries.values()) {
    const json = toJson(item, allowance);
    if (typeof key === 'object' && key !== null) return undefined;
    if (json === undefined) return undefined;
    entries.push([toText(key), json]);
  }
  // fromEntries defines own properties, so a key "__proto__" is a key like any other
  return Object.fromEntries(entries);
}

function allOrNothing(items: readonly (Json | undefined)[]): Json | undefined {
  const all = items.filter((item) => item !== undefined);
  return all.length === items.length ? all : undefined;
}

function isJsonArray(json: Json): json is readonly Json[] {
  return Array.isArray(json);
}
