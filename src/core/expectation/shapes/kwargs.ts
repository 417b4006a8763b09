import { bug } from '../../diagnostics/bug.ts';
import { isJsonList, type Json } from '../../diagnostics/json.ts';
import type { Kwargs } from '../check.ts';

// Reads arguments that were validated when they were declared: another type here is our mistake.

export type Scalar = string | number | boolean;

export function scalarOf(kwargs: Kwargs, name: string): Scalar | undefined {
  const value = kwargs[name] ?? undefined;
  return value === undefined || isScalar(value) ? value : wrong(name, value);
}

/** A number; as text where JavaScript would not hold every digit. */
export function numberOf(kwargs: Kwargs, name: string): number | string | undefined {
  const value = scalarOf(kwargs, name);
  return typeof value === 'boolean' ? wrong(name, value) : value;
}

export function textOf(kwargs: Kwargs, name: string): string | undefined {
  const value = scalarOf(kwargs, name);
  return value === undefined || typeof value === 'string' ? value : wrong(name, value);
}

export function requiredText(kwargs: Kwargs, name: string): string {
  return textOf(kwargs, name) ?? bug(`the argument "${name}" was not demanded`);
}

export function flagOf(kwargs: Kwargs, name: string): boolean {
  const value = scalarOf(kwargs, name) ?? false;
  return typeof value === 'boolean' ? value : wrong(name, value);
}

/** The list without its nulls, which no value equals; undefined where none is given. */
export function scalarsOf(kwargs: Kwargs, name: string): readonly Scalar[] | undefined {
  const value = kwargs[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!isJsonList(value)) return wrong(name, value);
  return value
    .filter((each) => each !== null)
    .map((each) => (isScalar(each) ? each : wrong(name, each)));
}

export function namesOf(kwargs: Kwargs, name: string): readonly string[] | undefined {
  return scalarsOf(kwargs, name)?.map((each) =>
    typeof each === 'string' ? each : wrong(name, each),
  );
}

function isScalar(value: Json): value is Scalar {
  return value !== null && typeof value !== 'object';
}

function wrong(name: string, value: Json): never {
  return bug(`the argument "${name}" was not validated: ${JSON.stringify(value)}`);
}
