import { fail } from '../../diagnostics/diagnostic.ts';
import { compareValues, isEqual, isTrue } from '../compare.ts';
import {
  hashKey,
  type ListValue,
  listOf,
  type MapValue,
  mapOf,
  reprOf,
  tupleOf,
  type Value,
} from '../value.ts';
import { type Builtin, integerOf, itemsOf, positionOf } from './builtin.ts';

/** Python's methods of lists. */
export const LIST_METHODS: Readonly<Record<string, Builtin<ListValue>>> = {
  append: {
    parameters: ['item'],
    apply: (list, { args: [item = null], engine }) => {
      engine.budget.spend(1);
      list.items.push(item);
      return null;
    },
  },
  extend: {
    parameters: ['items'],
    apply: (list, { args: [items = null], engine }) => {
      for (const item of [...itemsOf(items, engine)]) list.items.push(item);
      return null;
    },
  },
  insert: {
    parameters: ['index', 'item'],
    apply: (list, { args: [index, item = null] }) => {
      list.items.splice(integerOf(index, 'the index'), 0, item);
      return null;
    },
  },
  pop: {
    parameters: ['index?'],
    apply: (list, { args: [index = -1n] }) => {
      const position = positionOf(integerOf(index, 'the index'), list.items.length);
      if (position === undefined) return fail('template-type', `the list has no item ${index}`);
      const [item = null] = list.items.splice(position, 1);
      return item;
    },
  },
  remove: {
    parameters: ['item'],
    apply: (list, { args: [item = null] }) => {
      list.items.splice(indexOf(list.items, item), 1);
      return null;
    },
  },
  index: {
    parameters: ['item'],
    apply: (list, { args: [item = null] }) => BigInt(indexOf(list.items, item)),
  },
  count: {
    parameters: ['item'],
    apply: (list, { args: [item = null] }) =>
      BigInt(list.items.filter((each) => isEqual(each, item)).length),
  },
  clear: {
    parameters: [],
    apply: (list) => {
      list.items.length = 0;
      return null;
    },
  },
  copy: { parameters: [], apply: (list) => listOf(list.items) },
  reverse: {
    parameters: [],
    apply: (list) => {
      list.items.reverse();
      return null;
    },
  },
  sort: {
    parameters: ['reverse?'],
    apply: (list, { args: [reverse = false], engine }) => {
      engine.budget.spend(list.items.length);
      const direction = isTrue(reverse) ? -1 : 1;
      list.items.sort((left, right) => direction * compareValues(left, right));
      return null;
    },
  },
};

/** Python's methods of tuples. */
export const TUPLE_METHODS: Readonly<
  Record<string, Builtin<{ readonly items: readonly Value[] }>>
> = {
  index: {
    parameters: ['item'],
    apply: (tuple, { args: [item = null] }) => BigInt(indexOf(tuple.items, item)),
  },
  count: {
    parameters: ['item'],
    apply: (tuple, { args: [item = null] }) =>
      BigInt(tuple.items.filter((each) => isEqual(each, item)).length),
  },
};

/** Python's methods of dicts. */
export const MAP_METHODS: Readonly<Record<string, Builtin<MapValue>>> = {
  keys: { parameters: [], apply: (map) => viewOf('dict_keys', map, (key) => key) },
  values: { parameters: [], apply: (map) => viewOf('dict_values', map, (_, value) => value) },
  items: {
    parameters: [],
    apply: (map) => viewOf('dict_items', map, (key, value) => tupleOf([key, value])),
  },
  get: {
    parameters: ['key', 'default?'],
    apply: (map, { args: [key = null, otherwise = null] }) =>
      map.entries.get(hashKey(key))?.[1] ?? (map.entries.has(hashKey(key)) ? null : otherwise),
  },
  update: {
    parameters: 'any',
    apply: (map, { given, engine }) => {
      const [other] = given.positional;
      if (other !== undefined)
        for (const [key, value] of pairsOf(other, engine)) setKey(map, key, value);
      for (const [key, value] of given.named) setKey(map, key, value);
      return null;
    },
  },
  setdefault: {
    parameters: ['key', 'default?'],
    apply: (map, { args: [key = null, value = null] }) => {
      const found = map.entries.get(hashKey(key));
      if (found !== undefined) return found[1];
      setKey(map, key, value);
      return value;
    },
  },
  pop: {
    parameters: ['key', 'default?'],
    apply: (map, { args: [key = null, otherwise] }) => {
      const found = map.entries.get(hashKey(key));
      map.entries.delete(hashKey(key));
      return found?.[1] ?? otherwise ?? (found === undefined ? noKey(key) : null);
    },
  },
  popitem: {
    parameters: [],
    apply: (map) => {
      const last = [...map.entries].at(-1);
      if (last === undefined) return fail('template-type', 'the map is empty');
      map.entries.delete(last[0]);
      return tupleOf(last[1]);
    },
  },
  clear: {
    parameters: [],
    apply: (map) => {
      map.entries.clear();
      return null;
    },
  },
  copy: { parameters: [], apply: (map) => mapOf(map.entries.values()) },
};

/** The pairs that `dict()` and `update()` take: of a map, or of a list of pairs. */
export function pairsOf(
  value: Value,
  engine: Parameters<typeof itemsOf>[1],
): readonly (readonly [Value, Value])[] {
  if (typeof value === 'object' && value !== null && value.kind === 'map') {
    engine.budget.spend(value.entries.size);
    return [...value.entries.values()];
  }
  return itemsOf(value, engine).map((pair) => {
    const [key, item, more] = itemsOf(pair, engine);
    return key === undefined || item === undefined || more !== undefined
      ? fail('template-type', 'a map is made of pairs, each of two items')
      : [key, item];
  });
}

export function setKey(map: MapValue, key: Value, value: Value): void {
  const hash = hashKey(key);
  // a key keeps its first spelling and place, as in Python
  map.entries.set(hash, [map.entries.get(hash)?.[0] ?? key, value]);
}

function noKey(key: Value): never {
  return fail('template-type', `the map has no key ${reprOf(key)}`);
}

function indexOf(items: readonly Value[], item: Value): number {
  const index = items.findIndex((each) => isEqual(each, item));
  return index === -1 ? fail('template-type', `${reprOf(item)} is not in the list`) : index;
}

function viewOf(name: string, map: MapValue, pick: (key: Value, value: Value) => Value): Value {
  const items = [...map.entries.values()].map(([key, value]) => pick(key, value));
  return {
    kind: 'view',
    items,
    isRange: false,
    toText: () => `${name}(${reprOf(listOf(items))})`,
  };
}
