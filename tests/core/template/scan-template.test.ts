import { expect, test } from 'vitest';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { createMacroLibrary } from '../../../src/core/template/macro-library.ts';
import { scanTemplate, type TemplateScan } from '../../../src/core/template/scan-template.ts';
import { template } from './rendering.ts';

function scan(text: string, macros: Readonly<Record<string, string>> = {}): TemplateScan {
  const files = Object.entries(macros).map(([path, body]) => template(body, path));
  return scanTemplate(template(text), createMacroLibrary(files, new Problems()));
}

function called(text: string, macros: Readonly<Record<string, string>> = {}): unknown[] {
  return scan(text, macros).calls.map(({ name, positional }) => [name, ...positional]);
}

test('a call is found with its arguments and where each of them stands', () => {
  expect(scan("select\n {{ config(materialized='table', tags=['a', 1], n=-1) }}").calls).toEqual([
    {
      name: 'config',
      positional: [],
      named: { materialized: 'table', tags: ['a', 1], n: -1 },
      isStatic: true,
      location: { file: 'models/a.sql', line: 2, column: 5, length: 6 },
      argumentLocations: [],
      namedLocations: {
        materialized: { file: 'models/a.sql', line: 2, column: 26, length: 5 },
        tags: { file: 'models/a.sql', line: 2, column: 39, length: 8 },
        n: { file: 'models/a.sql', line: 2, column: 51, length: 2 },
      },
      keyLocations: {
        materialized: { file: 'models/a.sql', line: 2, column: 12, length: 12 },
        tags: { file: 'models/a.sql', line: 2, column: 34, length: 4 },
        n: { file: 'models/a.sql', line: 2, column: 49, length: 1 },
      },
    },
  ]);
});

test('a literal first argument is the place of the call', () => {
  const [call] = scan('from {{ ref("orders") }}').calls;
  expect(call?.location).toEqual({ file: 'models/a.sql', line: 1, column: 14, length: 6 });
  expect(call?.argumentLocations).toEqual([call?.location]);
});

test('calls of all branches, loops, blocks, filters and tests are found', () => {
  expect(
    called(`{% if var('a') %}{{ ref('b') }}{% elif var('c') is none %}{% else %}{{ ref('d') }}{% endif %}
      {% for x in var('e') if x == var('f') %}{{ ref('g') }}{% else %}{{ ref('h') }}{% endfor %}
      {% set y = [ref('i'), {'k': ref('j')}] %}{% set z | default(ref('k')) %}{{ ref('l') }}{% endset %}
      {{ x | default(ref('m')) }}{{ ref('n')[var('o'):] if var('p') else ref('q') ~ ref('r') }}
      {% call statement('s') %}{{ ref('t') }}{% endcall %}{% with a = ref('u') %}{{ ref('v') }}{% endwith %}`),
  ).toEqual([
    ['var', 'a'],
    ['ref', 'b'],
    ['var', 'c'],
    ['ref', 'd'],
    ['var', 'e'],
    ['var', 'f'],
    ['ref', 'g'],
    ['ref', 'h'],
    ['ref', 'i'],
    ['ref', 'j'],
    ['ref', 'l'],
    ['ref', 'k'],
    ['ref', 'm'],
    ['ref', 'n'],
    ['var', 'o'],
    ['var', 'p'],
    ['ref', 'q'],
    ['ref', 'r'],
    ['statement', 's'],
    ['ref', 't'],
    ['ref', 'u'],
    ['ref', 'v'],
  ]);
});

test('an argument that has to be worked out makes a call not static', () => {
  const { calls } = scan("{{ ref(name) }}{{ ref('a' ~ 'b') }}{{ ref(*args) }}{{ ref('a', v=x) }}");
  expect(calls.map(({ isStatic, positional }) => [isStatic, positional])).toEqual([
    [false, [undefined]],
    [false, [undefined]],
    [false, []],
    [false, ['a']],
  ]);
});

test('macros of the library are followed, each once, also through one another and when passed on', () => {
  const macros = {
    'macros/m.sql': `{% macro one(a) %}{{ two() }}{{ ref('x') }}{{ ref(a) }}{% endmacro %}
      {% macro two() %}{{ one(1) }}{{ source('s', 't') }}{% endmacro %}
      {% macro three() %}{{ ref('y') }}{% endmacro %}`,
  };
  expect(called("{{ one('z') }}{{ one('z') }}{% set f = three %}", macros)).toEqual([
    ['one', 'z'],
    ['two'],
    ['one', 1],
    ['source', 's', 't'],
    ['ref', 'x'],
    ['ref', undefined],
    ['one', 'z'],
    ['ref', 'y'],
  ]);
});

test('a call inside a macro of the library has its place in the file of the macro', () => {
  const { calls } = scan('{{ m() }}', {
    'macros/m.sql': "{% macro m() %}\n{{ ref('x') }}{% endmacro %}",
  });
  expect(calls[1]?.location).toEqual({ file: 'macros/m.sql', line: 2, column: 9, length: 1 });
});

test('names set in the template are not global ones, unless set in one branch only', () => {
  const { names } = scan(
    `{% set a = as_of %}{{ a }}{% for b in [1] %}{{ b }}{{ loop.index }}{% endfor %}
     {% macro m(c) %}{{ c }}{{ varargs }}{{ this }}{% endmacro %}{{ m(1) }}
     {% if run_started_at %}{% set d = 1 %}{% endif %}{{ d }}`,
  );
  expect([...names].sort()).toEqual(['as_of', 'd', 'run_started_at', 'this']);
});

test('a global name that is read without being called is an alias', () => {
  const { aliased } = scan("{% set r = ref %}{{ r('a') }}{{ source('b', 'c') }}");
  expect([...aliased]).toEqual(['ref']);
});
