import { expect, test } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { type DiscoveredCalls, discoverCalls } from '../../../src/core/manifest/discover-calls.ts';
import { knownNames, type RunFacts } from '../../../src/core/manifest/template-globals.ts';
import { createMacroLibrary } from '../../../src/core/template/macro-library.ts';
import { template } from '../template/rendering.ts';

const LOCATION = { file: 'project.yml', line: 3, column: 3, length: 6 };

const FACTS: RunFacts = {
  vars: {
    declarations: {
      region: {
        type: 'string',
        default: 'eu',
        description: undefined,
        pattern: '\\w+',
        location: LOCATION,
      },
    },
    given: {},
  },
  environment: { ASOF_SHOP: 'shop' },
  target: { name: 'dev', schema: 'public' },
  runStartedAt: '2024-02-01T12:00:00.000Z',
  invocationId: 'x',
};

interface Setting {
  readonly macros?: Readonly<Record<string, string>>;
  readonly asOf?: string;
}

function discover(text: string, { macros = {}, asOf }: Setting = {}): DiscoveredCalls {
  const files = Object.entries(macros).map(([path, body]) => template(body, path));
  const library = createMacroLibrary(files, new Problems());
  return discoverCalls(template(text), {
    macros: library,
    facts: FACTS,
    asOf,
    names: knownNames(FACTS, library),
  });
}

/** `ref orders`, with `*` where not only the reader's own as_of is read. */
function reads(text: string, setting: Setting = {}): readonly string[] {
  return discover(text, setting).reads.map(
    ({ kind, name, asOf }) => `${kind} ${name}${asOf === undefined ? '' : ' *'}`,
  );
}

test('reads of all branches are found, whatever would be rendered', () => {
  expect(
    reads(`{% if is_incremental() %}{{ ref('a') }}{% else %}{{ source('crm', 'b') }}{% endif %}
      {% for x in [] %}{{ ref('c', as_of='through') }}{% endfor %}`),
  ).toEqual(['ref a', 'source crm.b', 'ref c *']);
});

test('a read has its place, that of the name', () => {
  expect(discover("select *\nfrom {{ ref('orders') }}").reads).toEqual([
    {
      name: 'orders',
      kind: 'ref',
      source: undefined,
      asOf: undefined,
      location: { file: 'models/a.sql', line: 2, column: 14, length: 6 },
    },
  ]);
  expect(discover("{{ source('crm', 'users') }}").reads[0]?.source).toEqual(['crm', 'users']);
});

test('reads inside macros belong to the model that calls them', () => {
  const macros = {
    'macros/m.sql': `{% macro outer() %}{{ inner() }}{% endmacro %}
{% macro inner() %}{{ ref('a') }}{% endmacro %}
{% macro other() %}{{ ref('b') }}{% endmacro %}`,
  };
  expect(reads('{{ outer() }}', { macros })).toEqual(['ref a']);
});

test('a name that a macro is given is found by a render', () => {
  const macros = { 'macros/m.sql': '{% macro of(name) %}{{ ref(name) }}{% endmacro %}' };
  expect(reads("{{ of('a') }} {{ of(name='b') }}", { macros })).toEqual(['ref a', 'ref b']);
});

test('names of vars, of the environment and of loops are found by a render', () => {
  expect(
    reads(`{{ ref('orders_' ~ var('region')) }} {{ source(env_var('ASOF_SHOP'), 'b') }}
      {% for n in range(2) %}{{ ref('part_' ~ n, as_of='all') }}{% endfor %}`),
  ).toEqual(['ref orders_eu', 'source shop.b', 'ref part_0 *', 'ref part_1 *']);
});

test('where one name is computed, those of branches not taken are still found', () => {
  expect(
    reads(`{{ ref('orders_' ~ var('region')) }}
      {% if is_incremental() %}{{ ref('seen') }}{% endif %}{{ ref('b') }}`),
  ).toEqual(['ref seen', 'ref b', 'ref orders_eu']);
});

test('a read under another name is found', () => {
  expect(reads("{% set r = ref %}{{ r('a') }}")).toEqual(['ref a']);
  const macros = { 'macros/m.sql': "{% macro with_it(f) %}{{ f('a') }}{% endmacro %}" };
  expect(reads('{{ with_it(ref) }}', { macros })).toEqual(['ref a']);
});

test('settings are those of all config calls, the later one over the earlier', () => {
  const { config } = discover(
    "{{ config(materialized='table', tags=['a']) }}\n{{ config(materialized='view') }}",
  );
  expect(config?.values).toEqual({ materialized: 'view', tags: ['a'] });
  expect(config?.locations['materialized']).toMatchObject({ line: 2, column: 25 });
  expect(config?.locations['tags']).toMatchObject({ line: 1, column: 38 });
});

test('a setting that is computed is found by a render', () => {
  const { config } = discover("{{ config(alias='orders_' ~ var('region'), tags=[]) }}");
  expect(config?.values).toEqual({ alias: 'orders_eu', tags: [] });
});

test('a template that prints as_of depends on it, also through a macro', () => {
  const macros = { 'macros/m.sql': '{% macro cutoff() %}{{ as_of }}{% endmacro %}' };
  expect(discover('select {{ as_of }}').usesAsOf).toBe(true);
  expect(discover('select {{ cutoff() }}', { macros }).usesAsOf).toBe(true);
  expect(discover("select '{{ run_started_at }}'").usesAsOf).toBe(false);
});

test('a render sees the as_of, and says where it is missing', () => {
  const text = "{{ ref('orders_' ~ (as_of ~ '')[6:10]) }}";
  expect(reads(text, { asOf: '2024-01-31' })).toEqual(['ref orders_2024']);
  expect(() => reads(text)).toThrow(DiagnosticError);
});

test('an as_of that is only printed beside a computed name need not be known', () => {
  expect(reads("select {{ as_of }} from {{ ref('orders' ~ '') }}")).toEqual(['ref orders']);
});

test('without a call there is nothing to find', () => {
  expect(discover('select 1')).toEqual({
    reads: [],
    config: undefined,
    usesAsOf: false,
    mistakes: [],
  });
});

test('a setting that no YAML could hold is refused, and not left out', () => {
  const text = "{{ config(constraints=[{'type': 'foreign_key', 'to': ref('a')}]) }}";
  expect(() => discover(text)).toThrow(
    'config-value: "constraints" holds what is no text, number, list or map',
  );
});
