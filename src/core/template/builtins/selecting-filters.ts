import { fail } from '../../diagnostics/diagnostic.ts';
import { compareValues, isTrue } from '../compare.ts';
import { type CallArguments, listOf, type Value } from '../value.ts';
import { type Builtin, type BuiltinCall, itemsOf, textOf } from './builtin.ts';
import { attributeReader, foldCase, looseReader } from './item-reader.ts';

/** Jinja's filters that apply another filter, a test or an attribute to every item. */
export const SELECTING_FILTERS: Readonly<Record<string, Builtin<Value>>> = {
  map: { parameters: 'any', apply: map },
  select: { parameters: 'any', apply: (value, call) => selected('select', value, call, true) },
  reject: { parameters: 'any', apply: (value, call) => selected('reject', value, call, false) },
  selectattr: {
    parameters: 'any',
    apply: (value, call) => selectedByAttribute('selectattr', value, call, true),
  },
  rejectattr: {
    parameters: 'any',
    apply: (value, call) => selectedByAttribute('rejectattr', value, call, false),
  },
  groupby: {
    parameters: ['attribute', 'default?', 'case_sensitive?'],
    apply: (value, { args: [attribute, otherwise, caseSensitive = false], engine }) => {
      const read = attributeReader(attribute, otherwise, engine);
      const fold = foldCase(caseSensitive);
      const items = itemsOf(value, engine).map((item) => ({
        item,
        key: fold(read(item)),
        name: read(item),
      }));
      items.sort((left, right) => compareValues(left.key, right.key));
      const groups: { key: Value; name: Value; items: Value[] }[] = [];
      for (const { item, key, name } of items) {
        const last = groups.at(-1);
        if (last !== undefined && compareValues(last.key, key) === 0) last.items.push(item);
        else groups.push({ key, name, items: [item] });
      }
      return listOf(
        groups.map((group) => ({
          kind: 'tuple',
          items: [group.name, listOf(group.items)],
          names: ['grouper', 'list'],
        })),
      );
    },
  },
};

function map(value: Value, { given, engine }: BuiltinCall): Value {
  const items = itemsOf(value, engine);
  const [name, ...positional] = given.positional;
  if (name !== undefined) {
    const filter = textOf(name, 'the name of the filter');
    const args = { ...given, positional };
    return lazy(
      'map',
      items.map((item) => engine.applyFilter(filter, item, args)),
    );
  }
  const attribute = given.named.get('attribute');
  for (const other of given.named.keys()) {
    if (other !== 'attribute' && other !== 'default') {
      fail('template-type', `"map" has no parameter "${other}"`);
    }
  }
  if (attribute === undefined) {
    return fail('template-type', '"map" needs the name of a filter, or attribute=');
  }
  return lazy('map', items.map(attributeReader(attribute, given.named.get('default'), engine)));
}

function selected(filterName: string, value: Value, call: BuiltinCall, keeps: boolean): Value {
  const test = testOf(call.given, call);
  return lazy(
    filterName,
    itemsOf(value, call.engine).filter((item) => test(item) === keeps),
  );
}

function selectedByAttribute(
  filterName: string,
  value: Value,
  call: BuiltinCall,
  keeps: boolean,
): Value {
  const [attribute, ...positional] = call.given.positional;
  if (attribute === undefined) return fail('template-type', `"${filterName}" needs an attribute`);
  const read = looseReader(attribute, call.engine);
  const test = testOf({ ...call.given, positional }, call);
  return lazy(
    filterName,
    itemsOf(value, call.engine).filter((item) => test(read(item)) === keeps),
  );
}

function testOf(
  { positional, named, location }: CallArguments,
  { engine }: BuiltinCall,
): (item: Value) => boolean {
  const [name, ...others] = positional;
  if (name === undefined) return isTrue;
  const test = textOf(name, 'the name of the test');
  return (item) => engine.applyTest(test, item, { positional: others, named, location });
}

function lazy(filterName: string, items: readonly Value[]): Value {
  return { kind: 'lazy', filterName, items, isSpent: false };
}
