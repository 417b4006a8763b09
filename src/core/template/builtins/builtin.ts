import { fail } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { Reach } from '../brace-format.ts';
import type { Budget } from '../limits.ts';
import { type CallArguments, describeType, type Value } from '../value.ts';

/** What filters, tests and methods need of the one who evaluates. */
export interface Engine extends Reach {
  readonly budget: Budget;
  readonly applyFilter: (name: string, input: Value, args: CallArguments) => Value;
  readonly applyTest: (name: string, input: Value, args: CallArguments) => boolean;
}

export interface BuiltinCall {
  /** By parameter; undefined where none is given. */
  readonly args: readonly (Value | undefined)[];
  readonly given: CallArguments;
  readonly engine: Engine;
}

/** A filter, a test or a method. */
export interface Builtin<Receiver, Result = Value> {
  /** Their names in order, `?` after those that may be left out; `any` takes whatever is given. */
  readonly parameters: readonly string[] | 'any';
  readonly apply: (receiver: Receiver, call: BuiltinCall) => Result;
}

export function callBuiltin<Receiver, Result>(
  name: string,
  builtin: Builtin<Receiver, Result>,
  receiver: Receiver,
  given: CallArguments,
  engine: Engine,
): Result {
  const { parameters } = builtin;
  const args = parameters === 'any' ? [] : bindArguments(name, parameters, given);
  return builtin.apply(receiver, { args, given, engine });
}

/** The arguments in the order of the parameters. */
export function bindArguments(
  name: string,
  parameters: readonly string[],
  { positional, named }: CallArguments,
): readonly (Value | undefined)[] {
  const names = parameters.map((parameter) => parameter.replace('?', ''));
  if (positional.length > names.length) {
    const most = names.length === 0 ? 'no argument' : counted(names.length, 'argument');
    fail(
      'template-type',
      `"${name}" takes ${most}${names.length > 0 ? ' at most' : ''}, not ${positional.length}`,
    );
  }
  const bound: (Value | undefined)[] = names.map((_, index) => positional[index]);
  for (const [argument, value] of named) {
    const index = names.indexOf(argument);
    if (index === -1) {
      fail('template-type', `"${name}" has no parameter "${argument}"`, {
        hint: didYouMean(argument, names),
      });
    }
    if (index < positional.length) fail('template-type', `"${name}" is given "${argument}" twice`);
    bound[index] = value;
  }
  for (const [index, parameter] of parameters.entries()) {
    if (bound[index] === undefined && !parameter.endsWith('?')) {
      fail('template-type', `"${name}" needs "${parameter}"`);
    }
  }
  return bound;
}

export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

export function textOf(value: Value | undefined, what: string): string {
  if (typeof value === 'string') return value;
  return fail('template-type', `${what} must be a string, not ${describeType(value ?? null)}`);
}

export function integerOf(value: Value | undefined, what: string): number {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint' && Number.isSafeInteger(Number(value))) return Number(value);
  return fail('template-type', `${what} must be an integer, not ${describeType(value ?? null)}`);
}

/** What a loop over the value goes through: items, keys of a map, characters of a text. */
export function itemsOf(value: Value, { budget }: Pick<Engine, 'budget'>): readonly Value[] {
  const items = iterated(value);
  budget.spend(items.length);
  return items;
}

function iterated(value: Value): readonly Value[] {
  if (typeof value === 'string') return Array.from(value);
  if (typeof value !== 'object' || value === null) return notIterable(value);
  switch (value.kind) {
    case 'list':
    case 'tuple':
    case 'view':
      return value.items;
    case 'map':
      return [...value.entries.values()].map(([key]) => key);
    case 'lazy':
      if (value.isSpent) {
        fail(
          'template-type',
          `${describeType(value)} was gone through before, so it is empty now`,
          {
            hint: 'add | list where it is made',
          },
        );
      }
      value.isSpent = true;
      return value.items;
    case 'undefined':
      return value.isBlank ? [] : fail('template-undefined', value.message, { hint: value.hint });
    case 'object':
    case 'function':
      return notIterable(value);
  }
}

function notIterable(value: Value): never {
  return fail('template-type', `${describeType(value)} cannot be gone through`, {
    hint: 'give a list, a map or a string',
  });
}

/** Where an index of Python, negative from the end, points to; nothing outside. */
export function positionOf(index: number, length: number): number | undefined {
  const position = index < 0 ? index + length : index;
  return position >= 0 && position < length ? position : undefined;
}
