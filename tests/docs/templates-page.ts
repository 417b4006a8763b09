import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import type { Builtin } from '../../src/core/template/builtins/builtin.ts';
import {
  LIST_METHODS,
  MAP_METHODS,
  TUPLE_METHODS,
} from '../../src/core/template/builtins/collection-methods.ts';
import { FILTERS, FOREIGN_FILTERS } from '../../src/core/template/builtins/filters.ts';
import { STRING_METHODS } from '../../src/core/template/builtins/string-methods.ts';
import { TESTS } from '../../src/core/template/builtins/tests.ts';
import { FOREIGN_NAMES } from '../../src/core/template/evaluate/foreign-names.ts';
import { LOOP_ATTRIBUTES } from '../../src/core/template/evaluate/run-loop.ts';
import { FOREIGN_TAGS } from '../../src/core/template/syntax/foreign-tags.ts';
import { failure, render } from '../core/template/rendering.ts';
import { code, fence, sentence, table } from './markdown.ts';

/** What a name of the project means, and a template that uses it. */
interface Global {
  readonly about: string;
  readonly example: string;
}

/** By name: all that a model sees of its project. */
export const GLOBALS: Readonly<Record<string, Global>> = {
  ref: {
    about:
      'a model or a seed: an edge of the graph. Of what has an as_of per row, the rows of the as_of being built; `as_of="through"` also earlier ones, `as_of="all"` every one, both with the column as_of',
    example: "select * from {{ ref('raw_orders') }}",
  },
  source: {
    about: 'a table that others fill, declared under `sources:`; `as_of` as with ref',
    example: "select * from {{ source('crm', 'customers') }}",
  },
  config: {
    about: 'settings of the model; prints nothing',
    example: "{{ config(materialized='table') }}select 1 as one",
  },
  var: {
    about:
      'a var that project.yml declares; the second argument is its value where there is none. A string that could change the SQL is refused unless it goes through `| literal` or `| identifier`',
    example: "select {{ var('minimum') }} as minimum, {{ var('region') | literal }} as region",
  },
  env_var: {
    about:
      'an environment variable; the second argument is its value where it is not set. Secret-named ones are refused here',
    example: "select {{ env_var('REGION', 'eu') | literal }} as region",
  },
  as_of: {
    about: 'the as_of being built, as a literal of SQL',
    example: 'select {{ as_of }} as built_for',
  },
  month_end: {
    about: 'the last day of the month of a date, or of so many months on',
    example: "select {{ month_end(as_of, -1) }} as before, '{{ month_end('2024-01-15') }}' as own",
  },
  as_of_join: {
    about:
      'two relations joined at a time: of the right one the row that was valid at `at` of each left row, never a later one. The right one is a history with `as_of="through"` or `"all"`; or one with an as_of per row, which `right_at="as_of"` names. `key` is one column or a list, `kind` is "left" or "inner"; the sides are called `l` and `r`, or as `left_as` and `right_as` say',
    example:
      "select l.*, r.name from {{ as_of_join(ref('raw_orders'), source('crm', 'customers'), 'id', at='day', right_at=['since', 'until']) }}",
  },
  is_incremental: {
    about: 'whether an incremental model adds to a table that is there',
    example: 'select 1 as n{% if is_incremental() %} where false{% endif %}',
  },
  this: {
    about: 'the relation of the model itself; also `this.schema` and `this.name`',
    example: "select '{{ this.name }}' as name, {{ (this | string) | literal }} as relation",
  },
  target: {
    about: 'the chosen target: `target.name`, `target.schema`, `target.type`; never its password',
    example: "select '{{ target.name }}' as target",
  },
  run_started_at: {
    about: 'when the run began, in UTC, as ISO 8601',
    example: "select timestamptz '{{ run_started_at }}' as built_at",
  },
  invocation_id: {
    about: 'the id of the invocation',
    example: 'select {{ (invocation_id | length) }} as characters',
  },
};

/** Functions that every template has, with a template for each. */
export const FUNCTIONS: Readonly<Record<string, string>> = {
  range: "{{ range(1, 4) | join(', ') }}",
  dict: '{{ dict(a=1) }}',
  namespace:
    '{% set seen = namespace(count=0) %}{% for x in [1, 2] %}{% set seen.count = seen.count + x %}{% endfor %}{{ seen.count }}',
  zip: "{% for a, b in zip(['x', 'y'], [1, 2]) %}{{ a }}{{ b }} {% endfor %}",
  joiner: "{% set comma = joiner(', ') %}{% for x in ['a', 'b'] %}{{ comma() }}{{ x }}{% endfor %}",
  cycler: "{% set row = cycler('odd', 'even') %}{{ row.next() }} {{ row.next() }} {{ row.next() }}",
};

/** A template for each filter. */
export const FILTER_EXAMPLES: Readonly<Record<string, string>> = {
  literal: '{{ "O\'Hara" | literal }}',
  identifier: "{{ 'total amount' | identifier }}",
  string: '{{ 5 | string }}',
  upper: "{{ 'ab' | upper }}",
  lower: "{{ 'AB' | lower }}",
  capitalize: "{{ 'AB cd' | capitalize }}",
  title: "{{ 'ab cd' | title }}",
  trim: "{{ '  ab ' | trim }}",
  replace: "{{ 'a-b' | replace('-', '_') }}",
  center: "[{{ 'ab' | center(6) }}]",
  indent: "{{ 'a\\nb' | indent(2) | replace('\\n', '|') }}",
  truncate: "{{ 'one two three' | truncate(8, leeway=0) }}",
  wordcount: "{{ 'one two' | wordcount }}",
  format: "{{ '%s = %d' | format('n', 5) }}",
  tojson: "{{ {'a': [1, none]} | tojson }}",
  int: "{{ '42' | int }}",
  float: "{{ '1.5' | float }}",
  abs: '{{ -5 | abs }}',
  round: '{{ 2.567 | round(1) }}',
  length: '{{ [1, 2] | length }}',
  count: '{{ [1, 2] | count }}',
  list: "{{ 'ab' | list }}",
  first: '{{ [1, 2] | first }}',
  last: '{{ [1, 2] | last }}',
  join: "{{ ['a', 'b'] | join(', ') }}",
  sum: '{{ [1, 2] | sum }}',
  min: '{{ [2, 1] | min }}',
  max: '{{ [2, 1] | max }}',
  sort: '{{ [2, 1] | sort }}',
  unique: '{{ [1, 1, 2] | unique | list }}',
  reverse: '{{ [1, 2] | reverse | list }}',
  batch: '{{ [1, 2, 3] | batch(2) | list }}',
  slice: '{{ [1, 2, 3] | slice(2) | list }}',
  dictsort: "{{ {'b': 1, 'a': 2} | dictsort }}",
  items: "{{ {'a': 1} | items | list }}",
  map: "{{ ['a', 'b'] | map('upper') | join }}",
  select: "{{ [1, 2, 3] | select('odd') | list }}",
  reject: "{{ [1, 2, 3] | reject('odd') | list }}",
  selectattr: "{{ [{'n': 1}, {'n': 2}] | selectattr('n', 'gt', 1) | list }}",
  rejectattr: "{{ [{'n': 1}, {'n': 2}] | rejectattr('n', 'gt', 1) | list }}",
  groupby: "{{ [{'k': 'x', 'n': 1}, {'k': 'x', 'n': 2}] | groupby('k') | length }}",
  default: "{{ nothing | default('none given') }}",
  d: "{{ '' | d('empty', true) }}",
  attr: "{{ {'a': 1} | attr('keys') is callable }}",
};

/** What is refused beside tags and filters: a template for each. */
const REFUSED_TEMPLATES: readonly string[] = [
  '{{ nothing }}',
  "{{ {'a': 1}.b }}",
  '{% macro fee(base, rate) %}{{ base * rate }}{% endmacro %}{{ fee(5) }}',
  "{% include 'other.sql' %}",
  "{% import 'other.sql' as other %}{{ other.x() }}",
  "{% from 'other.sql' import x %}{{ x() }}",
  "{% extends 'other.sql' %}",
  "{{ [1, 2] | map('upper') | last }}",
  "{% set names = ['a'] | map('upper') %}{{ names | list }}{{ names | list }}",
];

/** docs/reference/templates.md: what templates see, and what each of it prints. */
export function templatesPage(compiled: ReadonlyMap<string, string>): string {
  return [
    ...INTRODUCTION,
    '## Of the project',
    '',
    'What follows was compiled for the as_of 2024-02-29.',
    '',
    ...Object.entries(GLOBALS).flatMap(([name, { about, example }]) => [
      `### ${name}`,
      '',
      sentence(about),
      '',
      ...fence('jinja', example),
      '',
      ...fence('sql', (compiled.get(name) ?? '').trim()),
      '',
    ]),
    '## Functions',
    '',
    ...table(['function', 'template', 'prints'], Object.entries(FUNCTIONS).map(exampleRow)),
    '',
    `In a loop, \`loop\` has ${LOOP_ATTRIBUTES.map(code).join(', ')}. In a macro, \`caller()\` is the`,
    'body of the `{% call %}` that called it, `varargs` and `kwargs` are the arguments without a parameter, and',
    '`return(value)` ends it.',
    '',
    '## Macros',
    '',
    'Every macro of `macros/**/*.sql` can be called by its name, from models, expectations in SQL, hooks and',
    'other macros. It sees what models see. A file of macros holds nothing but macros, tests and comments.',
    '',
    ...fence(
      'jinja',
      `{% macro cents(column) -%}
({{ column }} * 100)::bigint
{%- endmacro %}`,
    ),
    '',
    ...TESTS_IN_MACROS,
    '## Filters',
    '',
    '`literal` and `identifier` are asof’s own: a value as a literal, a name as an identifier of SQL. The others',
    'are Jinja’s.',
    '',
    ...table(
      ['filter', 'template', 'prints'],
      Object.entries(FILTERS).map(([name, filter]) => [
        code(signature(name, filter)),
        ...exampleRow([name, FILTER_EXAMPLES[name] ?? '']).slice(1),
      ]),
    ),
    '',
    '## Tests',
    '',
    `After \`is\` or \`is not\`: ${Object.keys(TESTS).map(code).join(', ')}; and \`filter\` and \`test\`, which say`,
    'whether there is one of that name. Only `defined` and `undefined` may look at what is undefined.',
    '',
    '## Methods',
    '',
    'Those of Python.',
    '',
    ...table(
      ['of', 'methods'],
      [
        ['texts', signatures(STRING_METHODS)],
        ['lists', signatures(LIST_METHODS)],
        ['tuples', signatures(TUPLE_METHODS)],
        ['maps', signatures(MAP_METHODS)],
      ],
    ),
    '',
    ...refusedSection(),
  ].join('\n');
}

const TESTS_IN_MACROS = [
  '## Tests in macros',
  '',
  'A file of macros may also hold tests, as dbt writes them: a macro whose select must return no row. It is an',
  'expectation wherever a check may stand: under `data_tests:`, `tests:` and `expectations:` of a model, a seed,',
  'a source or a column, and under `columns:` and `table:` in `expectations/**/*.yml`.',
  '',
  ...fence(
    'jinja',
    `{% test known(model, column_name, to, field='id') %}
{{ config(tags=['references']) }}
select child.{{ column_name }}
from {{ model }} as child
left join {{ to }} as parent on parent.{{ field }} = child.{{ column_name }}
where parent.{{ field }} is null
{% endtest %}`,
  ),
  '',
  ...fence(
    'yaml',
    `models:
  - name: orders
    columns:
      - name: customer_id
        data_tests:
          - known:
              to: ref('customers')
              config: {where: "status <> 'void'", error_if: "> 10"}`,
  ),
  '',
  '- `model` prints the rows under test: of what has an as_of per row those of the as_of that is checked, and',
  '  before a node is published the rows that are about to be. With `where` it is dbt’s',
  '  `(select * from … where …) as dbt_subquery`. `{{ model }}.id` is a column of it.',
  '- `column_name` is the column under which the test stands, in quotes where SQL needs them. A test without',
  '  that parameter stands under a table; one with it may stand there too, and is given `column_name`.',
  '- Every other parameter is an argument: one that is unknown or missing is an error, one with a default may',
  '  be left out. A scalar or a list stands for the only argument of a test. `ref(…)`, `source(…)`, `var(…)` and',
  '  `env_var(…)` in an argument, and whatever stands in `{{ }}`, are evaluated as in a template.',
  '- What a test reads by `ref` and `source` is built before the node that it is about.',
  '- `config(…)` in it holds where the declaration says nothing else. It must be written out.',
  '- A test with the name of a check stands in its place, as in dbt; a parameter with the name of a setting is',
  '  the test’s. It is the macro `test_<name>`, and can be called as such.',
  '- A test that was copied from a package may be called by its name there: `dbt_utils.known` is `known`.',
  '',
];

const INTRODUCTION = [
  '# Templates',
  '',
  'Models, expectations in SQL, hooks and macros are Jinja templates, with Jinja’s meaning: asof gives what',
  'Jinja gives, or an error with its place, never a third thing. One difference is deliberate: what is',
  'undefined is an error and never prints as nothing. A template gives the same SQL every time, and nothing in',
  'it reaches the database or the disk.',
  '',
];

function refusedSection(): readonly string[] {
  const rows = REFUSED_TEMPLATES.map((template) => {
    const { message, hint } = failure(template);
    return [code(template), message, hint ?? ''];
  });
  return [
    '## What is refused, and what to write instead',
    '',
    ...table(['template', 'is refused', 'instead'], rows),
    '',
    'Names of dbt:',
    '',
    ...table(
      ['name', 'instead'],
      [...FOREIGN_NAMES].map(([name, hint]) => [code(name), hint]),
    ),
    '',
    'Tags:',
    '',
    ...table(
      ['tag', 'instead'],
      [...FOREIGN_TAGS].map(([tag, hint]) => [code(`{% ${tag} %}`), hint]),
    ),
    '',
    'Filters:',
    '',
    ...table(
      ['filter', 'instead'],
      [...FOREIGN_FILTERS].map(([filter, hint]) => [code(filter), hint]),
    ),
    '',
  ];
}

function exampleRow([name, template]: readonly [string, string]): readonly string[] {
  return [code(name), code(template), code(printed(template))];
}

function printed(template: string): string {
  try {
    return render(template).text.trim();
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    throw new Error(`${template}: ${error.diagnostics.map(({ message }) => message).join('; ')}`);
  }
}

function signatures(methods: Readonly<Record<string, Pick<Builtin<never>, 'parameters'>>>): string {
  return Object.entries(methods)
    .map(([name, method]) => code(signature(name, method)))
    .join(', ');
}

function signature(name: string, { parameters }: Pick<Builtin<never>, 'parameters'>): string {
  if (parameters === 'any') return `${name}(…)`;
  return parameters.length === 0 ? name : `${name}(${parameters.join(', ')})`;
}
