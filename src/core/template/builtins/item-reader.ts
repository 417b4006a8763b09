import { fail } from '../../diagnostics/diagnostic.ts';
import { isTrue } from '../compare.ts';
import type { Value } from '../value.ts';
import type { Engine } from './builtin.ts';

/**
 * Reads `attribute` (`'a'`, `'a.b'`, `0`) of an item; the item itself where there is none. What is not
 * there is the default, and an error where no default is given.
 */
export function attributeReader(
  attribute: Value | undefined,
  otherwise: Value | undefined,
  engine: Engine,
): (item: Value) => Value {
  const read = looseReader(attribute, engine);
  return (item) => {
    const value = read(item);
    if (typeof value !== 'object' || value?.kind !== 'undefined' || value.isBlank) return value;
    return otherwise ?? fail('template-undefined', value.message, { hint: value.hint });
  };
}

/** As `attributeReader`, but returns what is undefined, for a test to look at. */
export function looseReader(attribute: Value | undefined, engine: Engine): (item: Value) => Value {
  if (attribute === undefined || attribute === null) return (item) => item;
  const path = typeof attribute === 'string' ? attribute.split('.').map(stepOf) : [attribute];
  return (item) => path.reduce<Value>((value, step) => engine.item(value, step), item);
}

function stepOf(part: string): Value {
  return /^\d+$/.test(part) ? BigInt(part) : part;
}

/** Texts without their case, unless case matters. */
export function foldCase(caseSensitive: Value): (value: Value) => Value {
  if (isTrue(caseSensitive)) return (value) => value;
  return (value) => (typeof value === 'string' ? value.toLowerCase() : value);
}
