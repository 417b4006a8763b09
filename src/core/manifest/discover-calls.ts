import { type Diagnostic, DiagnosticError, fail } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { lookupEnvironment } from '../project/environment.ts';
import type { ConfigCall } from '../project/model-settings.ts';
import { lookupVar } from '../project/vars.ts';
import { certainMistakes } from '../template/certain-mistakes.ts';
import type { MacroLibrary } from '../template/macro-library.ts';
import type { Template } from '../template/parse-template.ts';
import { renderTemplate } from '../template/render-template.ts';
import { type ScannedCall, scanTemplate } from '../template/scan-template.ts';
import { toJson, type Value } from '../template/value.ts';
import { relationValue } from './relation-value.ts';
import { createGlobals, type RunFacts } from './template-globals.ts';

/** What a template reads and how it is configured, found without building anything. */
export interface DiscoveredCalls {
  readonly reads: readonly ReadCall[];
  readonly config: ConfigCall | undefined;
  /** Whether it prints `as_of`, and so depends on it without reading anything dated. */
  readonly usesAsOf: boolean;
  /** What is wrong in any build, whichever branches it takes. */
  readonly mistakes: readonly Diagnostic[];
}

type FoundCalls = Pick<DiscoveredCalls, 'reads' | 'config'>;

export interface ReadCall {
  /** A model or seed, or `source.table`. */
  readonly name: string;
  readonly kind: 'ref' | 'source';
  readonly source: readonly [source: string, table: string] | undefined;
  /** `through` or `all`; undefined: only rows of the reader's own as_of are read. */
  readonly asOf: string | undefined;
  readonly location: Location;
}

export interface DiscoverContext {
  readonly macros: MacroLibrary;
  readonly facts: RunFacts;
  readonly asOf: string | undefined;
  /** All that a template can use: see `knownNames`. */
  readonly names: ReadonlySet<string>;
  /** Names that this template can use beside those. */
  readonly more?: ReadonlyMap<string, Value>;
}

const CALLS = ['ref', 'source', 'config'];

/**
 * The `ref`, `source` and `config` calls of a template: by a scan of all its branches, and a render
 * beside it only where a name or a setting is computed, or a call is made under another name.
 */
export function discoverCalls(template: Template, context: DiscoverContext): DiscoveredCalls {
  const { macros, facts, names, more } = context;
  const scan = scanTemplate(template, macros);
  const calls = scan.calls.filter((call) => CALLS.includes(call.name));
  const usesAsOf = scan.names.has('as_of');
  const scanned = fromScan(calls.filter((call) => call.isStatic));
  const all = more === undefined ? names : new Set([...names, ...more.keys()]);
  const mistakes = [...mistakesIn(scan.calls, facts), ...certainMistakes(template, all)];
  const isAllSeen =
    calls.every((call) => call.isStatic) && !CALLS.some((name) => scan.aliased.has(name));
  if (isAllSeen) return { ...scanned, usesAsOf, mistakes };
  if (mistakes.length > 0) throw new DiagnosticError(mistakes);
  const rendered = fromRenders(template, context);
  // what this render did not come by, another one may
  const reads = [...scanned.reads, ...rendered.reads];
  return {
    reads: [...new Map(reads.map((read) => [keyOf(read), read])).values()],
    config: rendered.config,
    usesAsOf,
    mistakes,
  };
}

function keyOf({ kind, name, asOf, location }: ReadCall): string {
  return [kind, name, asOf, location.file, location.line, location.column].join('\n');
}

/** Vars that nobody declares, and secrets: what has no value now may still have one in a build. */
function mistakesIn(calls: readonly ScannedCall[], { vars }: RunFacts): readonly Diagnostic[] {
  const problems = new Problems();
  for (const { name, positional, location } of calls) {
    const [first] = positional;
    if (typeof first !== 'string') continue;
    if (name === 'var') problems.attempt(() => lookupVar(vars, first, location, ''));
    if (name === 'env_var') {
      problems.attempt(() => lookupEnvironment({}, first, location, ''));
    }
  }
  return problems.all;
}

function fromScan(calls: readonly ScannedCall[]): FoundCalls {
  const reads = calls.flatMap((call): ReadCall[] => {
    const [first, second] = call.positional;
    const given = call.named['as_of'];
    const asOf = given === undefined ? undefined : String(given);
    if (call.name === 'ref' && typeof first === 'string') {
      return [{ name: first, kind: 'ref', source: undefined, asOf, location: call.location }];
    }
    if (call.name === 'source' && typeof first === 'string' && typeof second === 'string') {
      const name = `${first}.${second}`;
      return [{ name, kind: 'source', source: [first, second], asOf, location: call.location }];
    }
    return [];
  });
  return { reads, config: mergeConfigCalls(calls) };
}

function mergeConfigCalls(calls: readonly ScannedCall[]): ConfigCall | undefined {
  const configs = calls.filter((call) => call.name === 'config');
  const last = configs.at(-1);
  if (last === undefined) return undefined;
  const values: Record<string, Json> = {};
  for (const call of configs) {
    for (const [name, value] of Object.entries(call.named))
      if (value !== undefined) values[name] = value;
  }
  const locations = Object.assign({}, ...configs.map((call) => call.namedLocations));
  const keyLocations = Object.assign({}, ...configs.map((call) => call.keyLocations));
  return { values, locations, keyLocations, location: last.location };
}

/** As YAML could say it. */
function settingOf(name: string, value: Value, location: Location): Json {
  const json = toJson(value);
  if (json !== undefined) return json;
  return fail('config-value', `"${name}" holds what is no text, number, list or map`, {
    location,
    hint: "a model or seed is named by its name alone: 'orders' instead of ref('orders')",
  });
}

/** Two dates that have no part in common. */
const ANY_DATES = ['2000-01-31', '2111-12-22'] as const;

/** Without an as_of any will do, where the calls are the same whatever it is. */
function fromRenders(template: Template, context: DiscoverContext): FoundCalls {
  try {
    return fromRender(template, context);
  } catch (error) {
    const isMissing =
      error instanceof DiagnosticError &&
      error.diagnostics.every(({ code }) => code === 'as-of-missing');
    if (!isMissing) throw error;
    const [one, other] = ANY_DATES.map((asOf) => fromRender(template, { ...context, asOf }));
    if (one === undefined || JSON.stringify(one) !== JSON.stringify(other)) throw error;
    return one;
  }
}

function fromRender(template: Template, context: DiscoverContext): FoundCalls {
  const { macros, facts, asOf, more = [] } = context;
  const reads: ReadCall[] = [];
  let config: ConfigCall | undefined;

  function read(
    name: string,
    call: Omit<ReadCall, 'name' | 'asOf'>,
    mode: string | undefined,
  ): Value {
    reads.push({ ...call, name, asOf: mode });
    return relationValue({ schema: '', name });
  }

  const globals = createGlobals(facts, {
    asOf,
    self: { schema: '', name: '' },
    isIncremental: false,
    ref: (name, mode, location) => read(name, { kind: 'ref', source: undefined, location }, mode),
    source: (source, table, mode, location) =>
      read(`${source}.${table}`, { kind: 'source', source: [source, table], location }, mode),
    config: (named, location) => {
      config = mergeRendered(config, named, location);
    },
  });
  renderTemplate(template, { globals: new Map([...globals, ...more]), macros });
  return { reads, config };
}

function mergeRendered(
  before: ConfigCall | undefined,
  named: ReadonlyMap<string, Value>,
  location: Location,
): ConfigCall {
  const values: Record<string, Json> = { ...before?.values };
  const locations: Record<string, Location> = { ...before?.locations };
  for (const [name, value] of named) {
    values[name] = settingOf(name, value, location);
    locations[name] = location;
  }
  return { values, locations, keyLocations: {}, location };
}
