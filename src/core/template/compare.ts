import { fail } from '../diagnostics/diagnostic.ts';
import { type Allowance, createAllowance } from './limits.ts';
import { describeType, hashKey, type Value } from './value.ts';

/** Whether `if` takes the value for true: empty texts, lists, maps and zero are not. */
export function isTrue(value: Value): boolean {
  if (value === null) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value !== '';
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'number') return value !== 0;
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'view':
      return value.items.length > 0;
    case 'map':
      return value.entries.size > 0;
    case 'object':
    case 'function':
      return true;
    case 'lazy':
      return fail('template-type', `${describeType(value)} is true even when it is empty`, {
        hint: 'add | list',
      });
    case 'undefined':
      return value.isBlank
        ? false
        : fail('template-undefined', value.message, { hint: value.hint });
  }
}

/** `==`, as Python: 1 == 1.0 == true, lists and maps by content, '1' is not 1. */
export function isEqual(
  left: Value,
  right: Value,
  allowance: Allowance = createAllowance(),
): boolean {
  allowance.spend(1);
  if (left === right) return true;
  const leftNumber = numberOf(left);
  const rightNumber = numberOf(right);
  // biome-ignore lint/suspicious/noDoubleEquals: only == compares an integer with a float exactly
  if (leftNumber !== undefined && rightNumber !== undefined) return leftNumber == rightNumber;
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null) return false;
  if (left.kind === 'map' && right.kind === 'map') {
    if (left.entries.size !== right.entries.size) return false;
    return [...left.entries].every(([key, [, value]]) => {
      const other = right.entries.get(key);
      return other !== undefined && isEqual(value, other[1], allowance);
    });
  }
  const isSequence = left.kind === 'list' || left.kind === 'tuple' || left.kind === 'view';
  if (!isSequence || right.kind !== left.kind || left.items.length !== right.items.length) {
    return false;
  }
  return left.items.every((item, index) => isEqual(item, right.items[index] ?? null, allowance));
}

/** Less than zero, zero or more: for `<`, sorting, `min` and `max`. Unlike types have no order. */
export function compareValues(left: Value, right: Value): number {
  const leftNumber = numberOf(left);
  const rightNumber = numberOf(right);
  if (leftNumber !== undefined && rightNumber !== undefined) {
    if (leftNumber < rightNumber) return -1;
    return leftNumber > rightNumber ? 1 : 0;
  }
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  const pair = itemsOfLikeKind(left, right);
  if (pair === undefined) {
    return fail('template-type', `${describeType(left)} and ${describeType(right)} have no order`);
  }
  const [leftItems, rightItems] = pair;
  for (const [index, item] of leftItems.entries()) {
    const other = rightItems[index];
    if (other === undefined) return 1;
    if (!isEqual(item, other)) return compareValues(item, other);
  }
  return leftItems.length - rightItems.length;
}

/** `in`: a part of a text, an item of a sequence, a key of a map. */
export function contains(container: Value, item: Value): boolean {
  if (typeof container === 'string') {
    if (typeof item === 'string') return container.includes(item);
    return fail(
      'template-type',
      `"in" a string needs a string on the left, not ${describeType(item)}`,
    );
  }
  if (typeof container === 'object' && container !== null) {
    if (container.kind === 'map') return container.entries.has(hashKey(item));
    if (container.kind === 'list' || container.kind === 'tuple' || container.kind === 'view') {
      return container.items.some((each) => isEqual(each, item));
    }
    if (container.kind === 'undefined' && container.isBlank) return false;
  }
  return fail(
    'template-type',
    `"in" needs a list, a map or a string on the right, not ${describeType(container)}`,
  );
}

function numberOf(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? BigInt(value) : undefined;
}

/** By code point, as Python orders texts; JavaScript's own order is by UTF-16 unit. */
function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    if (left[index] === right[index]) continue;
    return (left.codePointAt(index) ?? 0) - (right.codePointAt(index) ?? 0);
  }
  return left.length - right.length;
}

function itemsOfLikeKind(
  left: Value,
  right: Value,
): [readonly Value[], readonly Value[]] | undefined {
  if (typeof left !== 'object' || typeof right !== 'object') return undefined;
  if (left === null || right === null) return undefined;
  if (left.kind === 'list' && right.kind === 'list') return [left.items, right.items];
  if (left.kind === 'tuple' && right.kind === 'tuple') return [left.items, right.items];
  return undefined;
}
