import { bug } from '../../../diagnostics/bug.ts';
import { fail } from '../../../diagnostics/diagnostic.ts';
import type { Json } from '../../../diagnostics/json.ts';
import {
  entryOf,
  type LocatedEntry,
  type LocatedValue,
} from '../../../diagnostics/located-value.ts';
import { Problems } from '../../../diagnostics/problems.ts';
import type { Location, SourceFile } from '../../../diagnostics/source-file.ts';
import { describeValue } from '../parse-argument.ts';
import { evaluateParameter } from './evaluate-parameter.ts';
import { namesIn, readsClock } from './parameter-expression.ts';
import { PARAMETER_REPORT, parseParameter } from './parse-parameter.ts';

/** What the names of parameters stand for in this invocation. */
export interface ParameterScope {
  /** undefined: it exists and has no value. A name that does not exist is a DiagnosticError. */
  readonly lookup: (name: string, location: Location) => Json | undefined;
  /** ISO 8601, without a zone; undefined where it is not known yet. */
  readonly now: () => string | undefined;
}

const KEY = '$PARAMETER';

/**
 * The value with each `{$PARAMETER: …}` in it replaced by what it comes to; one that is wrong, or reads a
 * name without a value, stays, and the expectation that it belongs to cannot be checked.
 */
export function resolveParameters(
  value: LocatedValue,
  scope: ParameterScope,
  problems: Problems,
): LocatedValue {
  switch (value.type) {
    case 'scalar':
      return value;
    case 'list': {
      const items = changed(value.items, (item) => resolveParameters(item, scope, problems));
      return items === value.items ? value : { ...value, items };
    }
    case 'map': {
      const parameter = entryOf(value, KEY);
      if (parameter !== undefined) {
        return problems.attempt(() => resolveParameter(value, parameter, scope)) ?? value;
      }
      const entries = changed(value.entries, (entry): LocatedEntry => {
        const resolved = resolveParameters(entry.value, scope, problems);
        return resolved === entry.value ? entry : { ...entry, value: resolved };
      });
      return entries === value.entries ? value : { ...value, entries };
    }
  }
}

export function isParameterMap(value: LocatedValue): boolean {
  return entryOf(value, KEY) !== undefined;
}

/** Whether the value, or a part of it, is a parameter still. */
export function isUnresolved(value: LocatedValue): boolean {
  switch (value.type) {
    case 'scalar':
      return false;
    case 'list':
      return value.items.some(isUnresolved);
    case 'map':
      return isParameterMap(value) || value.entries.some((entry) => isUnresolved(entry.value));
  }
}

/** A name that a parameter reads, and where the parameter stands. */
export interface ReadName {
  readonly name: string;
  readonly location: Location;
}

/** The names that parameters in the value need and that have no value. */
export function unresolvedNames(value: LocatedValue): readonly ReadName[] {
  switch (value.type) {
    case 'scalar':
      return [];
    case 'list':
      return value.items.flatMap(unresolvedNames);
    case 'map': {
      const parameter = entryOf(value, KEY);
      if (parameter === undefined) {
        return value.entries.flatMap((each) => unresolvedNames(each.value));
      }
      // what is wrong with it was reported when it was resolved
      const names = new Problems().attempt(() => namesOf(parameter)) ?? [];
      return names.map((name) => ({ name, location: parameter.value.location }));
    }
  }
}

/** Whether a parameter in the value asks for the time. */
export function asksForTime(value: LocatedValue): boolean {
  switch (value.type) {
    case 'scalar':
      return false;
    case 'list':
      return value.items.some(asksForTime);
    case 'map': {
      const parameter = entryOf(value, KEY);
      if (parameter === undefined) return value.entries.some((each) => asksForTime(each.value));
      const parsed = new Problems().attempt(() => parseParameter(sourceOf(parameter)));
      return parsed !== undefined && readsClock(parsed.expression);
    }
  }
}

function namesOf(parameter: LocatedEntry): readonly string[] {
  return namesIn(parseParameter(sourceOf(parameter)).expression);
}

function resolveParameter(
  value: Extract<LocatedValue, { type: 'map' }>,
  parameter: LocatedEntry,
  scope: ParameterScope,
): LocatedValue {
  const source = sourceOf(parameter);
  const { location } = parameter.value;
  // a value for while the suite is being written, which Great Expectations takes first
  const inline = entryOf(value, `${KEY}.${source.text}`)?.value;
  if (inline !== undefined) return inline;
  const parsed = parseParameter(source);
  const names = namesIn(parsed.expression);
  const values = new Map(names.map((name) => [name, scope.lookup(name, location)]));
  const now = readsClock(parsed.expression) ? scope.now() : '';
  if (now === undefined || [...values.values()].includes(undefined)) return value;
  const get = (name: string): Json => values.get(name) ?? bug(`"${name}" was not looked up`);
  return locatedAt(evaluateParameter(parsed, { get, now }), location);
}

/** The text that `$PARAMETER` stands before. */
function sourceOf({ value }: LocatedEntry): SourceFile {
  const { location } = value;
  if (value.type === 'scalar' && typeof value.value === 'string') {
    return { path: location.file, text: value.value, within: location };
  }
  const message = `${PARAMETER_REPORT.title} must be a name or an expression, not ${describeValue(value)}`;
  return fail(PARAMETER_REPORT.code, message, { location, hint: PARAMETER_REPORT.hint });
}

function locatedAt(value: Json, location: Location): LocatedValue {
  if (value === null || typeof value !== 'object') {
    return { type: 'scalar', value, text: value === null ? '' : String(value), location };
  }
  if (isList(value)) {
    return { type: 'list', items: value.map((item) => locatedAt(item, location)), location };
  }
  const entries = Object.entries(value).map(([key, each]) => ({
    key,
    keyLocation: location,
    value: locatedAt(each, location),
  }));
  return { type: 'map', entries, location };
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** The same list where nothing in it changes: most expectations have no parameters. */
function changed<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const results = items.map(change);
  return results.some((result, index) => result !== items[index]) ? results : items;
}
