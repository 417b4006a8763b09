import { fail } from '../diagnostics/diagnostic.ts';
import type { Json } from '../diagnostics/json.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { type Environment, lookupEnvironment } from '../project/environment.ts';
import type { Target } from '../project/target.ts';
import { lookupVar, type Vars } from '../project/vars.ts';
import { dateLiteral } from '../sql/quote.ts';
import type { Relation } from '../sql/relation.ts';
import { createEngine } from '../template/builtins/engine.ts';
import { standardGlobals } from '../template/evaluate/standard-globals.ts';
import { createBudget } from '../template/limits.ts';
import type { MacroLibrary } from '../template/macro-library.ts';
import {
  type CallArguments,
  fromJson,
  hostFunction,
  hostObject,
  toJson,
  toText,
  type Value,
} from '../template/value.ts';
import { monthEnd } from '../time/month-end.ts';
import { asOfJoin } from './as-of-join.ts';
import { relationValue } from './relation-value.ts';

/** What templates see that is the same for every node of an invocation. */
export interface RunFacts {
  readonly vars: Vars;
  readonly environment: Environment;
  readonly target: Pick<Target, 'name' | 'schema'>;
  /** ISO 8601, UTC. */
  readonly runStartedAt: string;
  readonly invocationId: string;
}

/** What templates see that is a matter of the node, and what its calls mean. */
export interface NodeGlobals {
  readonly asOf: string | undefined;
  /** undefined: the node has no relation. */
  readonly self: Relation | undefined;
  readonly isIncremental: boolean;
  readonly ref: (name: string, asOf: string | undefined, location: Location) => Value;
  readonly source: (
    source: string,
    table: string,
    asOf: string | undefined,
    location: Location,
  ) => Value;
  readonly config: (values: ReadonlyMap<string, Value>, location: Location) => void;
}

/** The names that a model's template, a macro or an expectation in SQL can use. */
export function createGlobals(facts: RunFacts, node: NodeGlobals): ReadonlyMap<string, Value> {
  return new Map<string, Value>([
    ['ref', hostFunction('ref', (args) => callRef(args, node))],
    ['source', hostFunction('source', (args) => callSource(args, node))],
    [
      'config',
      hostFunction('config', (args) => {
        node.config(args.named, args.location);
        return '';
      }),
    ],
    ['var', hostFunction('var', (args) => callVar(args, facts))],
    ['env_var', hostFunction('env_var', (args) => callEnvironment(args, facts))],
    ['as_of', asOfValue(node.asOf)],
    ['month_end', hostFunction('month_end', callMonthEnd)],
    ['as_of_join', hostFunction('as_of_join', asOfJoin)],
    ['is_incremental', hostFunction('is_incremental', () => node.isIncremental)],
    ['run_started_at', facts.runStartedAt],
    ['invocation_id', facts.invocationId],
    [
      'target',
      hostObject(
        'target',
        new Map<string, Value>([
          ['name', facts.target.name],
          ['schema', facts.target.schema],
          ['type', 'postgres'],
        ]),
        () => facts.target.name,
      ),
    ],
    ...(node.self === undefined ? [] : ([['this', relationValue(node.self)]] as const)),
  ]);
}

/** The names that a template can use wherever it stands: the project's, Jinja's and those of macros. */
export function knownNames(facts: RunFacts, { macros }: MacroLibrary): ReadonlySet<string> {
  const nothing = (): Value => null;
  const globals = createGlobals(facts, {
    asOf: undefined,
    self: { schema: '', name: '' },
    isIncremental: false,
    ref: nothing,
    source: nothing,
    config: () => {},
  });
  const standard = standardGlobals(createEngine(createBudget(0)));
  return new Set([...globals.keys(), ...standard.keys(), ...macros.keys()]);
}

const AS_OF = 'as_of';

/** Prints the SQL literal `date '2024-01-31'`; demanded when it is printed. */
function asOfValue(asOf: string | undefined): Value {
  return hostObject(AS_OF, new Map(), () =>
    asOf === undefined
      ? fail('as-of-missing', 'as_of is used here, and the command gives none', {
          hint: 'add --vars as_of=2024-01-31',
        })
      : dateLiteral(asOf),
  );
}

function callRef({ positional, named, location }: CallArguments, node: NodeGlobals): Value {
  allowOnly(named, ['as_of'], 'ref', location);
  const [name, ...rest] = positional;
  if (typeof name !== 'string' || rest.length > 0) {
    return fail('template-type', 'ref() takes the name of one model or seed', {
      location,
      hint: "write ref('orders')",
    });
  }
  return node.ref(name, asOfArgument(named), location);
}

function callSource({ positional, named, location }: CallArguments, node: NodeGlobals): Value {
  allowOnly(named, ['as_of'], 'source', location);
  const [source, table, ...rest] = positional;
  if (typeof source !== 'string' || typeof table !== 'string' || rest.length > 0) {
    return fail('template-type', 'source() takes the name of a source and of its table', {
      location,
      hint: "write source('shop', 'orders')",
    });
  }
  return node.source(source, table, asOfArgument(named), location);
}

function asOfArgument(named: ReadonlyMap<string, Value>): string | undefined {
  const value = named.get('as_of');
  return value === undefined ? undefined : toText(value);
}

function callVar({ positional, location }: CallArguments, { vars }: RunFacts): Value {
  const [name, fallback] = positional;
  if (typeof name !== 'string') {
    return fail('template-type', 'var() takes the name of a var', { location });
  }
  const value = lookupVar(
    vars,
    name,
    location,
    fallback === undefined ? undefined : toJson(fallback),
  );
  const pattern = vars.declarations[name]?.pattern;
  return typeof value === 'string' && pattern !== undefined
    ? guardedText(name, value, pattern)
    : fromJson(value);
}

/** A string var as it is where it cannot break out of SQL, else one that must be quoted first. */
function guardedText(name: string, value: string, pattern: string): Value {
  if (new RegExp(`^(?:${pattern})$`, 'u').test(value)) return value;
  return hostObject('var', new Map([['raw', value]]), () =>
    fail('var-unsafe', `the value of the var "${name}" could change the SQL it is printed into`, {
      hint: `write var('${name}') | literal or | identifier, or give the var a pattern in project.yml`,
    }),
  );
}

function callEnvironment({ positional, location }: CallArguments, facts: RunFacts): Value {
  const [name, fallback] = positional;
  if (typeof name !== 'string') {
    return fail('template-type', 'env_var() takes the name of an environment variable', {
      location,
    });
  }
  return lookupEnvironment(
    facts.environment,
    name,
    location,
    fallback === undefined ? undefined : toText(fallback),
  );
}

/** Of a text a text, of `as_of` a SQL literal. */
function callMonthEnd({ positional, named, location }: CallArguments): Value {
  const [date] = positional;
  const months = positional[1] ?? named.get('months') ?? 0n;
  const isAsOf = typeof date === 'object' && date?.kind === 'object' && date.typeName === AS_OF;
  const text = isAsOf ? toText(date).slice("date '".length, -1) : date;
  if (typeof text !== 'string' || typeof months !== 'bigint') {
    return fail('template-type', 'month_end() takes a date and a whole number of months', {
      location,
      hint: "write month_end('2024-01-31', 1) or month_end(as_of, -1)",
    });
  }
  const end: Json = monthEnd(text, Number(months));
  return isAsOf ? hostObject(AS_OF, new Map(), () => dateLiteral(end)) : end;
}

function allowOnly(
  named: ReadonlyMap<string, Value>,
  allowed: readonly string[],
  call: string,
  location: Location,
): void {
  const other = [...named.keys()].find((name) => !allowed.includes(name));
  if (other === undefined) return;
  fail('template-type', `${call}() takes no argument "${other}"`, {
    location,
    hint: `it takes ${allowed.map((name) => `"${name}"`).join(', ')}`,
  });
}
