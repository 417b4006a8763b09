import type { Json } from '../../../src/core/diagnostics/json.ts';
import {
  type CallArguments,
  fromJson,
  hostFunction,
  hostObject,
  toJson,
  toText,
  type Value,
} from '../../../src/core/template/value.ts';
import { type Setting, template } from './rendering.ts';

const FILES: Readonly<Record<string, string>> = {
  inc: 'INC{{ x }}',
  macros: '{% macro hi(n) %}hi {{ n }}{% endmacro %}',
  base: '<{% block b %}base{% endblock %}>',
};

/** The names that the cases of jinja-cases.jsonl use. */
export function jinjaContext(): Setting {
  let lastConfig: Json = {};
  return {
    globals: {
      x: 5n,
      n: null,
      d: fromJson({ a: 1, b: 2 }),
      users: fromJson([
        { name: 'al', age: 30, city: 'X' },
        { name: 'bo', age: 10, city: 'Y' },
      ]),
      tree: fromJson([{ n: 1, c: [{ n: 2 }] }]),
      this: hostObject(
        'relation',
        new Map([...Object.entries({ schema: 's', identifier: 'i' })]),
        () => 's.i',
      ),
      config: hostFunction('config', ({ named }) => {
        lastConfig = jsonOfNamed(named);
        return '';
      }),
      last_config: hostFunction('last_config', () => pythonJson(lastConfig)),
      kw: hostFunction('kw', ({ positional, named }) =>
        pythonJson([positional.map(jsonOf), jsonOfNamed(named)]),
      ),
      ref: hostFunction('ref', (args) => `"s"."${argument(args, 0)}"`),
      source: hostFunction('source', (args) => `"${argument(args, 0)}"."${argument(args, 1)}"`),
      var: hostFunction('var', ({ positional }) => positional[1] ?? null),
      run_query: hostFunction('run_query', () => fromJson([{ a: 1, b: 2 }])),
      statement: hostFunction('statement', (args) => `[${argument(args, 0)}:${body(args)}]`),
      adapter: hostObject(
        'adapter',
        new Map([
          [
            'dispatch',
            hostFunction('dispatch', (outer) =>
              hostFunction('dispatched', (inner) => argument(outer, 0) + argument(inner, 0)),
            ),
          ],
        ]),
        () => 'adapter',
      ),
    },
    load: (name) => {
      const text = FILES[name];
      return text === undefined ? undefined : template(text, name);
    },
  };
}

function argument({ positional }: CallArguments, index: number): string {
  return toText(positional[index] ?? null);
}

function body({ named, location }: CallArguments): string {
  const caller = named.get('caller');
  if (typeof caller !== 'object' || caller?.kind !== 'function') throw new Error('no caller');
  return toText(caller.call({ positional: [], named: new Map(), location }));
}

function jsonOf(value: Value): Json {
  return toJson(value) ?? null;
}

function jsonOfNamed(named: ReadonlyMap<string, Value>): Json {
  const sorted = [...named].sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, value]) => [name, jsonOf(value)]));
}

/** JSON with spaces after `,` and `:`, as Python writes it. */
function pythonJson(json: Json): string {
  if (Array.isArray(json)) return `[${json.map(pythonJson).join(', ')}]`;
  if (typeof json !== 'object' || json === null) return JSON.stringify(json);
  const entries = Object.entries(json).map(
    ([key, value]) => `${JSON.stringify(key)}: ${pythonJson(value)}`,
  );
  return `{${entries.join(', ')}}`;
}
