import { fail } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Budget } from '../limits.ts';
import { charactersOf } from '../python-text.ts';
import {
  describeType,
  hashKey,
  listOf,
  reprOf,
  toText,
  tupleOf,
  undefinedValue,
  type Value,
} from '../value.ts';
import { type Builtin, callBuiltin, counted, type Engine, positionOf } from './builtin.ts';
import { LIST_METHODS, MAP_METHODS, TUPLE_METHODS } from './collection-methods.ts';
import { findFilter, hasFilter } from './filters.ts';
import { STRING_METHODS } from './string-methods.ts';
import { findTest, hasTest, TESTS_OF_UNDEFINED } from './tests.ts';

/**
 * Attributes, items, filters and tests with Jinja's meaning. A template reaches own data and the methods
 * listed here, and nothing else: no prototype, no property of a JavaScript object.
 */
export function createEngine(budget: Budget): Engine {
  const engine: Engine = {
    budget,
    attribute: (target, name) => attributeOf(target, name, engine),
    item: (target, key) => itemOf(target, key),
    applyFilter: (name, input, args) => callBuiltin(name, findFilter(name), input, args, engine),
    applyTest: (name, input, args) => {
      if (name === 'filter') return hasFilter(toText(input));
      if (name === 'test') return hasTest(toText(input));
      const test = findTest(name);
      const isMissing = typeof input === 'object' && input?.kind === 'undefined' && !input.isBlank;
      if (isMissing && !TESTS_OF_UNDEFINED.has(name)) {
        fail('template-undefined', input.message, { hint: input.hint });
      }
      return callBuiltin(name, test, input, args, engine);
    },
  };
  return engine;
}

function attributeOf(target: Value, name: string, engine: Engine): Value {
  if (typeof target === 'string') {
    return (
      methodOf(STRING_METHODS, target, name, engine) ??
      missing(target, name, Object.keys(STRING_METHODS))
    );
  }
  if (typeof target !== 'object' || target === null) return missing(target, name, []);
  switch (target.kind) {
    case 'list':
      return (
        methodOf(LIST_METHODS, target, name, engine) ??
        missing(target, name, Object.keys(LIST_METHODS))
      );
    case 'tuple': {
      const index = target.names?.indexOf(name) ?? -1;
      if (index >= 0) return target.items[index] ?? null;
      return (
        methodOf(TUPLE_METHODS, target, name, engine) ?? missing(target, name, target.names ?? [])
      );
    }
    case 'map': {
      // methods come first, as in Jinja: target.items is the method even where there is a key "items"
      const method = methodOf(MAP_METHODS, target, name, engine);
      return method ?? itemOf(target, name);
    }
    case 'object':
      return target.attribute(name) ?? missing(target, name, target.attributeNames());
    case 'undefined':
      return target.isBlank ? fail('template-undefined', target.message) : target;
    default:
      return missing(target, name, []);
  }
}

function methodOf<Receiver>(
  methods: Readonly<Record<string, Builtin<Receiver>>>,
  receiver: Receiver,
  name: string,
  engine: Engine,
): Value | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return undefined;
  return {
    kind: 'function',
    name,
    call: (args) => callBuiltin(name, method, receiver, args, engine),
  };
}

function missing(target: Value, name: string, names: Iterable<string>): Value {
  return undefinedValue(
    `${describeType(target)} has no attribute "${name}"`,
    didYouMean(name, names),
  );
}

function itemOf(target: Value, key: Value): Value {
  if (typeof target === 'object' && target !== null) {
    if (target.kind === 'map') {
      const entry = target.entries.get(hashKey(key));
      if (entry !== undefined) return entry[1];
      const keys = [...target.entries.values()].map(([each]) => toText(each));
      const hint = typeof key === 'string' ? didYouMean(key, keys) : undefined;
      return undefinedValue(
        `the map has no key ${typeof key === 'string' ? `"${key}"` : reprOf(key)}`,
        hint,
      );
    }
    if (target.kind === 'object' && typeof key === 'string') {
      return target.attribute(key) ?? missing(target, key, target.attributeNames());
    }
    if (target.kind === 'undefined') return target;
  }
  const items = indexed(target);
  if (items === undefined)
    return undefinedValue(`${describeType(target)} has no items to pick one of`);
  if (typeof key !== 'bigint' && typeof key !== 'boolean') {
    return undefinedValue(`${describeType(target)} has no item ${reprOf(key)}`);
  }
  const position = positionOf(Number(key), items.length);
  if (position !== undefined) return items[position] ?? null;
  const length = counted(items.length, typeof target === 'string' ? 'character' : 'item');
  return undefinedValue(`${describeType(target)} of ${length} has no item ${Number(key)}`);
}

function isRange(value: Value): boolean {
  return typeof value === 'object' && value?.kind === 'view';
}

function indexed(target: Value): readonly Value[] | undefined {
  if (typeof target === 'string') return charactersOf(target);
  if (typeof target !== 'object' || target === null) return undefined;
  if (target.kind === 'list' || target.kind === 'tuple') return target.items;
  return target.kind === 'view' && target.isRange ? target.items : undefined;
}

/** `target[from:to:step]`, as Python. */
export function sliceOf(target: Value, [from, to, step]: readonly (Value | undefined)[]): Value {
  const items = isRange(target) ? undefined : indexed(target);
  if (items === undefined) {
    return fail('template-type', `${describeType(target)} cannot be sliced`, {
      hint: isRange(target) ? 'add | list' : 'slice a list or a string',
    });
  }
  const stride = boundOf(step) ?? 1;
  if (stride === 0) return fail('template-type', 'the step of a slice is zero');
  const picked: Value[] = [];
  const length = items.length;
  if (stride > 0) {
    const end = clamp(boundOf(to) ?? length, length, 0, length);
    for (let at = clamp(boundOf(from) ?? 0, length, 0, length); at < end; at += stride) {
      picked.push(items[at] ?? null);
    }
  } else {
    const end = boundOf(to) === undefined ? -1 : clamp(boundOf(to) ?? 0, length, -1, length - 1);
    const start =
      boundOf(from) === undefined ? length - 1 : clamp(boundOf(from) ?? 0, length, -1, length - 1);
    for (let at = start; at > end; at += stride) picked.push(items[at] ?? null);
  }
  if (typeof target === 'string') return picked.map(toText).join('');
  const isTuple = typeof target === 'object' && target?.kind === 'tuple';
  return isTuple ? tupleOf(picked) : listOf(picked);
}

function boundOf(value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'bigint' || typeof value === 'boolean') return Number(value);
  return fail('template-type', `a slice takes integers, not ${describeType(value)}`);
}

function clamp(bound: number, length: number, least: number, most: number): number {
  return Math.min(Math.max(bound < 0 ? bound + length : bound, least), most);
}
