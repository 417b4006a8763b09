import { fail } from '../../diagnostics/diagnostic.ts';
import { type Engine, integerOf, itemsOf, textOf } from '../builtins/builtin.ts';
import { pairsOf } from '../builtins/collection-methods.ts';
import { checkRangeLength } from '../limits.ts';
import {
  blankValue,
  type CallArguments,
  hostFunction,
  listOf,
  mapOf,
  reprOf,
  tupleOf,
  type Value,
} from '../value.ts';

/** The functions that every template has: Jinja's own, and `zip`, which dbt adds. */
export function standardGlobals(engine: Engine): ReadonlyMap<string, Value> {
  const functions: Readonly<Record<string, (args: CallArguments) => Value>> = {
    range: (args) => range(args, engine),
    dict: ({ positional, named }) => {
      const [pairs] = positional;
      return mapOf([...(pairs === undefined ? [] : pairsOf(pairs, engine)), ...named]);
    },
    namespace: (args) => namespace(args, engine),
    zip: ({ positional }) => zip(positional.map((each) => itemsOf(each, engine))),
    joiner: ({ positional: [separator = ', '] }) => joiner(textOf(separator, 'the separator')),
    cycler,
  };
  return new Map(Object.entries(functions).map(([name, call]) => [name, hostFunction(name, call)]));
}

function range({ positional }: CallArguments, { budget }: Engine): Value {
  const [first, second, third = 1n] = positional;
  const [start, stop] = second === undefined ? [0n, first] : [first, second];
  const from = integerOf(start, 'the start of a range');
  const to = integerOf(stop, 'the end of a range');
  const step = integerOf(third, 'the step of a range');
  if (step === 0) return fail('template-type', 'the step of a range is zero');
  const length = Math.max(0, Math.ceil((to - from) / step));
  checkRangeLength(BigInt(length));
  budget.spend(length);
  const items = Array.from({ length }, (_, index) => BigInt(from + index * step));
  const stepText = step === 1 ? '' : `, ${step}`;
  return { kind: 'view', items, isRange: true, toText: () => `range(${from}, ${to}${stepText})` };
}

function namespace({ positional, named }: CallArguments, engine: Engine): Value {
  const [pairs] = positional;
  const attributes = new Map<string, Value>();
  for (const [key, value] of pairs === undefined ? [] : pairsOf(pairs, engine)) {
    attributes.set(textOf(key, 'the name of an attribute'), value);
  }
  for (const [name, value] of named) attributes.set(name, value);
  return {
    kind: 'object',
    typeName: 'namespace',
    attribute: (name) => attributes.get(name),
    attributeNames: () => attributes.keys(),
    toText: () => `<Namespace ${reprOf(mapOf(attributes))}>`,
    assign: (name, value) => attributes.set(name, value),
  };
}

function zip(lists: readonly (readonly Value[])[]): Value {
  const length = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
  const rows = Array.from({ length }, (_, row) => tupleOf(lists.map((list) => list[row] ?? null)));
  return listOf(rows);
}

/** Prints nothing when it is called first, and the separator from then on. */
function joiner(separator: string): Value {
  let isUsed = false;
  return hostFunction('joiner', () => {
    const text = isUsed ? separator : '';
    isUsed = true;
    return text;
  });
}

function cycler({ positional }: CallArguments): Value {
  if (positional.length === 0) return fail('template-type', '"cycler" needs an item at least');
  let index = 0;
  const methods = new Map<string, () => Value>([
    [
      'next',
      () => {
        const item = positional[index] ?? null;
        index = (index + 1) % positional.length;
        return item;
      },
    ],
    [
      'reset',
      () => {
        index = 0;
        return null;
      },
    ],
  ]);
  return {
    kind: 'object',
    typeName: 'cycler',
    attribute: (name) => {
      if (name === 'current') return positional[index] ?? blankValue('the cycler is empty');
      const method = methods.get(name);
      return method && hostFunction(name, method);
    },
    attributeNames: () => ['current', ...methods.keys()],
    toText: () => fail('template-type', 'a cycler cannot be printed', { hint: 'call next()' }),
  };
}
