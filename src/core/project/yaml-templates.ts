import { DiagnosticError, fail } from '../diagnostics/diagnostic.ts';
import type { LocatedValue } from '../diagnostics/located-value.ts';
import { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { createMacroLibrary } from '../template/macro-library.ts';
import { parseTemplate } from '../template/parse-template.ts';
import { renderTemplate } from '../template/render-template.ts';
import {
  type CallArguments,
  fromJson,
  hostFunction,
  toJson,
  toText,
  type Value,
} from '../template/value.ts';
import { isDate, monthEnd } from '../time/month-end.ts';
import { type Environment, lookupEnvironment } from './environment.ts';
import type { LocatedText } from './located-text.ts';
import { lookupVar, type VarDeclaration } from './vars.ts';

/** Keys whose texts are templates of a later stage, SQL of their own, or for people. */
const RAW_KEYS = new Set([
  'as_of',
  'data_tests',
  'description',
  'expectations',
  'post_hook',
  'pre_hook',
  'tests',
]);

const NO_MACROS = createMacroLibrary([], new Problems());

/** Renders the `{{ }}` of YAML texts, and remembers which vars they read. */
export class YamlTemplates {
  readonly varsRead: Record<string, Location> = {};
  readonly #environment: Environment;
  readonly #vars: Readonly<Record<string, VarDeclaration>>;

  constructor(environment: Environment, vars: Readonly<Record<string, VarDeclaration>>) {
    this.#environment = environment;
    this.#vars = vars;
  }

  /** The value with its texts rendered; one that cannot be is reported, and counts as left out. */
  render(value: LocatedValue, problems: Problems): LocatedValue {
    switch (value.type) {
      case 'scalar': {
        if (typeof value.value !== 'string' || !value.value.includes('{{')) return value;
        const text = this.renderText({ text: value.value, location: value.location }, {}, problems);
        return { ...value, value: text ?? null, text: text ?? '', isRendered: true };
      }
      case 'list':
        return { ...value, items: value.items.map((item) => this.render(item, problems)) };
      case 'map':
        return {
          ...value,
          entries: value.entries.map((entry) =>
            RAW_KEYS.has(entry.key.replace(/^\+/, ''))
              ? entry
              : { ...entry, value: this.render(entry.value, problems) },
          ),
        };
    }
  }

  /** One text, with `captures` as further names. */
  renderText(
    { text, location }: LocatedText,
    captures: Readonly<Record<string, string | number>>,
    problems: Problems,
  ): string | undefined {
    const found = new Problems();
    const template = parseTemplate({ path: location.file, text, within: location }, found);
    try {
      if (template !== undefined) {
        const rendered = renderTemplate(template, {
          globals: this.#globals(captures, location),
          macros: NO_MACROS,
        });
        return rendered.text;
      }
    } catch (error) {
      if (!(error instanceof DiagnosticError)) throw error;
      for (const each of error.diagnostics) found.add(each);
    }
    for (const each of found.all) problems.add({ ...each, location: each.location ?? location });
    return undefined;
  }

  #globals(
    captures: Readonly<Record<string, string | number>>,
    location: Location,
  ): ReadonlyMap<string, Value> {
    return new Map<string, Value>([
      ['env_var', hostFunction('env_var', (args) => this.#envVar(args))],
      ['var', hostFunction('var', (args) => this.#var(args, location))],
      ['month_end', hostFunction('month_end', monthEndCall)],
      ...Object.entries(captures).map(([name, value]): [string, Value] => [name, fromJson(value)]),
    ]);
  }

  #envVar(args: CallArguments): Value {
    const [name, fallback] = textArguments('env_var', args, ['var', 'default']);
    return lookupEnvironment(this.#environment, name, args.location, fallback);
  }

  /** Only defaults count here: the YAML is read before it is known what a command gives. */
  #var(args: CallArguments, location: Location): Value {
    const name = args.positional[0] ?? args.named.get('name');
    if (typeof name !== 'string') return fail('template-type', 'var() takes the name of a var');
    const fallback = args.positional[1] ?? args.named.get('default');
    this.varsRead[name] ??= location;
    const vars = { declarations: this.#vars, given: {} };
    const json = fallback === undefined ? undefined : toJson(fallback);
    return fromJson(lookupVar(vars, name, args.location, json));
  }
}

/** `month_end('2024-01-31', 1)`, as in models. */
export function monthEndCall({ positional, named }: CallArguments): Value {
  const date = positional[0] ?? named.get('date');
  const months = positional[1] ?? named.get('months') ?? 0n;
  if (typeof date !== 'string' || !isDate(date)) {
    const found = date === undefined ? 'nothing' : `"${toText(date)}"`;
    return fail('template-type', `month_end() takes a date like '2024-01-31', not ${found}`);
  }
  if (typeof months !== 'bigint') {
    return fail('template-type', 'month_end() takes a whole number of months', {
      hint: 'where it is a part of a path, capture it as a number: {month:int}',
    });
  }
  const end = monthEnd(date, Number(months));
  if (isDate(end)) return end;
  return fail('template-type', `month_end() goes to the year ${end.slice(0, -6)}`);
}

function textArguments(
  functionName: string,
  args: CallArguments,
  names: readonly [string, string],
): readonly [string, string | undefined] {
  const first = args.positional[0] ?? args.named.get(names[0]);
  const second = args.positional[1] ?? args.named.get(names[1]);
  if (typeof first !== 'string') {
    return fail('template-type', `${functionName}() takes the name of an environment variable`);
  }
  if (second === undefined || typeof second === 'string') return [first, second];
  return [first, toText(second)];
}
