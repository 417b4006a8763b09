import * as z from 'zod';
import type { Json } from '../diagnostics/json.ts';

/** The keys that a definition knows at a path, for the value that stands there. */
export function fieldsAt(
  definition: z.core.$ZodType,
  path: readonly (string | number)[],
  value: Json,
): readonly string[] {
  const [step, ...rest] = path;
  if (definition instanceof z.ZodOptional || definition instanceof z.ZodLazy) {
    return fieldsAt(definition.unwrap(), path, value);
  }
  if (definition instanceof z.ZodUnion) return fieldsOfUnion(definition, path, value);
  if (definition instanceof z.ZodObject) {
    if (step === undefined) return Object.keys(definition.shape);
    const field: z.core.$ZodType | undefined = definition.shape[String(step)];
    return field === undefined ? [] : fieldsAt(field, rest, value);
  }
  if (definition instanceof z.ZodArray) {
    return typeof step === 'number' ? fieldsAt(definition.element, rest, value) : [];
  }
  if (definition instanceof z.ZodRecord) return fieldsAt(definition.valueType, rest, value);
  return [];
}

/** The option that shares most keys with the value is the one that was meant. */
function fieldsOfUnion(
  union: z.ZodUnion,
  path: readonly (string | number)[],
  value: Json,
): readonly string[] {
  const present = new Set(value !== null && typeof value === 'object' ? Object.keys(value) : []);
  const options = union.options
    .map((option) => fieldsAt(option, path, value))
    .map((keys) => ({ keys, shared: keys.filter((key) => present.has(key)).length }))
    .sort((a, b) => b.shared - a.shared || b.keys.length - a.keys.length);
  return options[0]?.keys ?? [];
}
