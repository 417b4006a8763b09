import { fail } from '../../diagnostics/diagnostic.ts';
import { applyOperator } from '../arithmetic.ts';
import { compareValues, isTrue } from '../compare.ts';
import { charactersOf, lengthOf } from '../python-text.ts';
import {
  describeType,
  hashKey,
  listOf,
  toText,
  tupleOf,
  undefinedValue,
  type Value,
} from '../value.ts';
import { type Builtin, type Engine, integerOf, itemsOf } from './builtin.ts';
import { attributeReader, foldCase } from './item-reader.ts';

/** Jinja's filters of lists and maps that look at their items. */
export const SEQUENCE_FILTERS: Readonly<Record<string, Builtin<Value>>> = {
  length: { parameters: [], apply: countOf },
  count: { parameters: [], apply: countOf },
  list: { parameters: [], apply: (value, { engine }) => listOf(itemsOf(value, engine)) },
  first: {
    parameters: [],
    apply: (value, { engine }) => itemsOf(value, engine)[0] ?? emptied(value, 'first'),
  },
  last: {
    parameters: [],
    apply: (value, { engine }) => {
      if (isLazy(value))
        return fail('template-type', '"last" needs a list', { hint: 'add | list' });
      return itemsOf(value, engine).at(-1) ?? emptied(value, 'last');
    },
  },
  join: {
    parameters: ['separator?', 'attribute?'],
    apply: (value, { args: [separator = '', attribute], engine }) => {
      const read = attributeReader(attribute, undefined, engine);
      const texts = itemsOf(value, engine).map((item) => toText(read(item)));
      const between = toText(separator);
      engine.budget.spendText(texts.reduce((sum, text) => sum + text.length + between.length, 0));
      return texts.join(between);
    },
  },
  sum: {
    parameters: ['attribute?', 'start?'],
    apply: (value, { args: [attribute, start = 0n], engine }) => {
      const read = attributeReader(attribute, undefined, engine);
      return itemsOf(value, engine).reduce(
        (sum, item) => applyOperator('+', sum, read(item), engine.budget),
        start,
      );
    },
  },
  min: {
    parameters: ['case_sensitive?', 'attribute?'],
    apply: (value, { args, engine }) => extreme(value, args, engine, -1),
  },
  max: {
    parameters: ['case_sensitive?', 'attribute?'],
    apply: (value, { args, engine }) => extreme(value, args, engine, 1),
  },
  sort: {
    parameters: ['reverse?', 'case_sensitive?', 'attribute?'],
    apply: (value, { args: [reverse = false, caseSensitive = false, attribute], engine }) => {
      const keys = String(attribute ?? '').split(',');
      const readers = keys.map((key) =>
        attributeReader(key === '' ? attribute : numberIfDigits(key), undefined, engine),
      );
      const fold = foldCase(caseSensitive);
      const keyed = itemsOf(value, engine).map((item) => ({
        item,
        key: tupleOf(readers.map((read) => fold(read(item)))),
      }));
      engine.budget.spend(keyed.length * 4);
      const direction = isTrue(reverse) ? -1 : 1;
      keyed.sort((left, right) => direction * compareValues(left.key, right.key));
      return listOf(keyed.map(({ item }) => item));
    },
  },
  unique: {
    parameters: ['case_sensitive?', 'attribute?'],
    apply: (value, { args: [caseSensitive = false, attribute], engine }) => {
      const read = attributeReader(attribute, undefined, engine);
      const fold = foldCase(caseSensitive);
      const seen = new Set<string>();
      const items = itemsOf(value, engine).filter((item) => {
        const key = hashKey(fold(read(item)));
        return seen.size < seen.add(key).size;
      });
      return { kind: 'lazy', filterName: 'unique', items, isSpent: false };
    },
  },
  reverse: {
    parameters: [],
    apply: (value, { engine }) => {
      if (typeof value === 'string') return [...charactersOf(value)].reverse().join('');
      const items = [...itemsOf(value, engine)].reverse();
      return { kind: 'lazy', filterName: 'reverse', items, isSpent: false };
    },
  },
  batch: {
    parameters: ['linecount', 'fill_with?'],
    apply: (value, { args: [linecount, fill = null], engine }) => {
      const size = atLeastOne(linecount, '"linecount"');
      const items = itemsOf(value, engine);
      const rows = Array.from({ length: Math.ceil(items.length / size) }, (_, row) =>
        items.slice(row * size, (row + 1) * size),
      );
      return lazyRows(
        'batch',
        rows,
        (row) => (fill === null ? 0 : size - row.length),
        fill,
        engine,
      );
    },
  },
  slice: {
    parameters: ['slices', 'fill_with?'],
    apply: (value, { args: [slices, fill = null], engine }) => {
      const count = atLeastOne(slices, '"slices"');
      engine.budget.spend(count);
      const items = itemsOf(value, engine);
      const size = Math.floor(items.length / count);
      const longer = items.length % count;
      const rows = Array.from({ length: count }, (_, row) => {
        const start = row * size + Math.min(row, longer);
        return items.slice(start, start + size + (row < longer ? 1 : 0));
      });
      // the rows after the longer ones are filled, also when all are of one length: as Jinja does
      const missing = (_: readonly Value[], row: number) =>
        fill !== null && row >= longer ? 1 : 0;
      return lazyRows('slice', rows, missing, fill, engine);
    },
  },
  dictsort: {
    parameters: ['case_sensitive?', 'by?', 'reverse?'],
    apply: (value, { args: [caseSensitive = false, by = 'key', reverse = false] }) => {
      if (by !== 'key' && by !== 'value') return fail('template-type', '"by" must be key or value');
      const fold = foldCase(caseSensitive);
      const direction = isTrue(reverse) ? -1 : 1;
      const position = by === 'key' ? 0 : 1;
      const pairs = entriesOf(value, 'dictsort').sort(
        (left, right) => direction * compareValues(fold(left[position]), fold(right[position])),
      );
      return listOf(pairs.map(tupleOf));
    },
  },
  items: {
    parameters: [],
    apply: (value) => {
      const items = entriesOf(value, 'items').map(tupleOf);
      return { kind: 'lazy', filterName: 'items', items, isSpent: false };
    },
  },
};

function countOf(value: Value): Value {
  if (typeof value === 'string') return BigInt(lengthOf(value));
  if (typeof value === 'object' && value !== null) {
    if (value.kind === 'map') return BigInt(value.entries.size);
    if (value.kind === 'list' || value.kind === 'tuple' || value.kind === 'view') {
      return BigInt(value.items.length);
    }
    if (value.kind === 'undefined' && value.isBlank) return 0n;
  }
  const hint = isLazy(value) ? 'add | list' : undefined;
  return fail('template-type', `${describeType(value)} has no length`, { hint });
}

function isLazy(value: Value): boolean {
  return typeof value === 'object' && value !== null && value.kind === 'lazy';
}

function emptied(value: Value, which: string): Value {
  return undefinedValue(`${describeType(value)} is empty, so it has no ${which} item`);
}

function extreme(
  value: Value,
  [caseSensitive = false, attribute]: readonly (Value | undefined)[],
  engine: Engine,
  direction: 1 | -1,
): Value {
  const read = attributeReader(attribute, undefined, engine);
  const fold = foldCase(caseSensitive);
  const [first, ...others] = itemsOf(value, engine);
  if (first === undefined) return emptied(value, direction > 0 ? 'largest' : 'smallest');
  return others.reduce(
    (best, item) =>
      direction * compareValues(fold(read(item)), fold(read(best))) > 0 ? item : best,
    first,
  );
}

function numberIfDigits(text: string): Value {
  return /^\d+$/.test(text) ? BigInt(text) : text;
}

function atLeastOne(value: Value | undefined, what: string): number {
  const number = integerOf(value, what);
  return number >= 1 ? number : fail('template-type', `${what} must be at least 1`);
}

function lazyRows(
  filterName: string,
  rows: readonly (readonly Value[])[],
  missing: (row: readonly Value[], index: number) => number,
  fill: Value,
  { budget }: Engine,
): Value {
  const items = rows.map((row, index) => {
    const count = missing(row, index);
    budget.spend(count);
    return listOf([...row, ...Array.from({ length: count }, () => fill)]);
  });
  return { kind: 'lazy', filterName, items, isSpent: false };
}

function entriesOf(value: Value, name: string): (readonly [Value, Value])[] {
  if (typeof value === 'object' && value !== null && value.kind === 'map') {
    return [...value.entries.values()];
  }
  return fail('template-type', `"${name}" needs a map, not ${describeType(value)}`);
}
