import { fail } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';

export const VAR_TYPES = ['string', 'date', 'integer', 'number', 'boolean', 'list', 'map'] as const;
export type VarType = (typeof VAR_TYPES)[number];

/** A var as project.yml declares it. */
export interface VarDeclaration {
  readonly type: VarType;
  readonly default: Json | undefined;
  readonly description: string | undefined;
  /** What a string must match to be printed bare in SQL. */
  readonly pattern: string;
  /** Of its name. */
  readonly location: Location;
}

/** What a string var must match to be printed bare, unless it declares a pattern of its own. */
export const DEFAULT_PATTERN = '[\\w .:@-]*';

/** The vars of an invocation: what project.yml declares and what the command gives. */
export interface Vars {
  readonly declarations: Readonly<Record<string, VarDeclaration>>;
  /** Of its declared type each. */
  readonly given: Readonly<Record<string, Json>>;
}

/**
 * The value of a var: given, else its default, else the call's `fallback`. Vars are demanded here,
 * by the node that uses them, and not before.
 */
export function lookupVar(vars: Vars, name: string, location: Location, fallback?: Json): Json {
  const declaration = Object.hasOwn(vars.declarations, name) ? vars.declarations[name] : undefined;
  if (declaration === undefined) {
    return fail('var-undeclared', `there is no var named "${name}"`, {
      location,
      hint:
        didYouMean(name, Object.keys(vars.declarations)) ?? 'declare it under vars: in project.yml',
    });
  }
  const given = Object.hasOwn(vars.given, name) ? vars.given[name] : undefined;
  const value = given ?? declaration.default ?? fallback;
  if (value !== undefined) return value;
  return fail('var-missing', `the var "${name}" is needed here and has no value`, {
    location,
    notes: [{ message: `"${name}" is declared without a default`, location: declaration.location }],
    hint: `give it: --vars ${name}=${exampleOf(declaration.type)}`,
  });
}

/** The value that `as_of` has for this invocation. */
export function asOfOf(vars: Vars): string | undefined {
  const value = Object.hasOwn(vars.given, 'as_of') ? vars.given['as_of'] : undefined;
  const asOf =
    value ??
    (Object.hasOwn(vars.declarations, 'as_of') ? vars.declarations['as_of']?.default : undefined);
  return typeof asOf === 'string' ? asOf : undefined;
}

export function exampleOf(type: VarType): string {
  switch (type) {
    case 'string':
      return 'text';
    case 'date':
      return '2024-01-31';
    case 'integer':
      return '7';
    case 'number':
      return '0.5';
    case 'boolean':
      return 'true';
    case 'list':
      return "'[1, 2]'";
    case 'map':
      return `'{"key": "value"}'`;
  }
}
