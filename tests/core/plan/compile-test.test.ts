import { expect, test } from 'vitest';
import { bug } from '../../../src/core/diagnostics/bug.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { compileBasis } from '../../../src/core/plan/compile-basis.ts';
import { compileTest } from '../../../src/core/plan/compile-test.ts';
import { locateInTemplate } from '../../../src/core/sql/compiled-sql.ts';
import { type ManifestSetting, soundManifest } from '../../support/manifest.ts';
import { lines, type ProjectTexts } from '../../support/project.ts';

const SHOP = {
  'project.yml':
    'name: shop\nvars: {most: {type: integer, default: 7}, words: {type: list, default: [a]}}\n',
  'models/orders.sql': 'select 1 as id',
  'models/customers.sql': "{{ config(schema='crm') }} select 1 as id",
};

const ORDERS = {
  name: 'orders',
  relation: { schema: 'public', name: 'orders' },
  from: '"public"."orders"',
  mention: '"public"."orders"',
};

function compile(
  body: string,
  declared: string,
  { texts = {}, ...setting }: ManifestSetting & { readonly texts?: ProjectTexts } = {},
) {
  const made = soundManifest(
    {
      ...SHOP,
      'macros/t.sql': body,
      'models/m.yml': `models: [{name: orders, ${declared}}]`,
      ...texts,
    },
    setting,
  );
  const [expectation = bug('nothing is declared')] = made.manifest.expectations;
  const problems = new Problems();
  const compiled = problems.attempt(() =>
    compileTest(expectation, ORDERS, {
      ...compileBasis(made)('run'),
      asOf: undefined,
      isIncremental: false,
      columnsOf: () => undefined,
    }),
  );
  return { compiled, problems, expectation };
}

function sqlOf(body: string, declared: string): string {
  const { compiled, problems } = compile(body, declared);
  return compiled?.sql ?? lines(problems).join('\n');
}

const ALL = '{% test t(model) %}select * from {{ model }}{% endtest %}';

test('model is the rows that are given, under the name of the relation', () => {
  expect(sqlOf(ALL, 'tests: [t]')).toBe(
    'select * from (select * from "public"."orders") as "orders"',
  );
});

test('where narrows it, under the name that dbt gives', () => {
  expect(sqlOf(ALL, 'tests: [{t: {config: {where: "id > 1 -- few"}}}]')).toBe(
    'select * from (select * from "public"."orders" where (id > 1 -- few\n)) as "dbt_subquery"',
  );
});

test('what the test calls it stays its name, and a column of it may be named by it', () => {
  const body = '{% test t(model) %}select {{ model }}.id from {{ model }} as o{% endtest %}';
  expect(sqlOf(body, 'tests: [t]')).toBe(
    'select "orders".id from (select * from "public"."orders") as o',
  );
});

test('its attributes are those of the relation, and in a comment it is its name', () => {
  const body =
    "{% test t(model) %}select '{{ model.schema }}', '{{ model.name }}' -- of {{ model }}\n{% endtest %}";
  expect(sqlOf(body, 'tests: [t]')).toBe('select \'public\', \'orders\' -- of "public"."orders"\n');
});

test('a column is quoted where SQL would read another name', () => {
  const body =
    '{% test t(model, column_name) %}select {{ column_name }} from {{ model }}{% endtest %}';
  const of = (column: string) => sqlOf(body, `columns: [{name: ${column}, tests: [t]}]`);
  const from = ' from (select * from "public"."orders") as "orders"';
  expect([of('id'), of('user'), of('Total')]).toEqual([
    `select id${from}`,
    `select "user"${from}`,
    `select "Total"${from}`,
  ]);
});

test('arguments keep their kind; those that are templates are evaluated', () => {
  const body = `{% test t(model, a, b, c, d, e, f, g=5) -%}
select {{ a + 1 }}, {{ b | join('+') }}, {{ c.x }}, {{ d }}, {{ e - 1 }}, {{ f | first }}, {{ g }}
{%- endtest %}`;
  const declared = `tests: [{t: {a: 1, b: [1, 2.5], c: {x: "{{ var('most') }} + 0"}, d: "ref('customers')", e: "var('most')", f: "{{ var('words') }}"}}]`;
  expect(sqlOf(body, declared)).toBe('select 2, 1+2.5, 7 + 0, "crm"."customers", 6, a, 5');
});

test('a scalar or a list stands for the only argument', () => {
  const body = '{% test t(model, column_name, values) %}select {{ values | sum }}{% endtest %}';
  expect(sqlOf(body, 'columns: [{name: id, tests: [{t: [1, 2]}]}]')).toBe('select 3');
});

test('kwargs takes what no parameter names, and never the settings', () => {
  const body =
    "{% test t(model) %}select '{{ kwargs.column_name }}', '{{ kwargs.most }}', {{ kwargs | length }}{% endtest %}";
  expect(sqlOf(body, 'columns: [{name: id, tests: [{t: {most: 3, severity: warn}}]}]')).toBe(
    "select 'id', '3', 2",
  );
});

test("a parameter that is called like a setting is the test's", () => {
  const { compiled, expectation } = compile(
    '{% test t(model, limit) %}select {{ limit }}{% endtest %}',
    'tests: [{t: {limit: 3}}]',
  );
  expect([compiled?.sql, expectation.limit]).toEqual(['select 3', undefined]);
});

test('a macro may call a test as dbt names it', () => {
  const body = `{% macro twice(model) %}{{ test_t(model) }} union all {{ test_t(model=model) }}{% endmacro %}
{% test t(model) %}select 1{% endtest %}{% test u(model) %}{{ twice(model) }}{% endtest %}`;
  expect(sqlOf(body, 'tests: [u]')).toBe('select 1 union all select 1');
});

test('every character of the macro has its place', () => {
  const { compiled } = compile(`\n${ALL}`, 'tests: [t]');
  expect(compiled && locateInTemplate(compiled, 'select '.length)).toEqual({
    file: 'macros/t.sql',
    line: 2,
    column: 27,
    length: 1,
  });
});

test.each([
  ['', '"t" holds no SQL'],
  ['delete from {{ model }}', '"t" begins with "delete"'],
  ['select 1; select 2', '"t" holds more than one statement'],
])('a test that is "%s" is refused', (body, message) => {
  const { problems } = compile(`{% test t(model) %}${body}{% endtest %}`, 'tests: [t]');
  expect(problems.all.map((each) => each.message)).toEqual([message]);
  const [problem] = problems.all;
  const isInMacro = problem?.location?.file === 'macros/t.sql';
  expect(isInMacro ? problem.notes : [{ location: problem?.location }]).toMatchObject([
    { location: { file: 'models/m.yml', line: 1, column: 33 } },
  ]);
});

test('a mistake in a macro is told where it is, with the place that called it', () => {
  const body = '{% test t(model) %}select {{ nothing }}{% endtest %}';
  expect(compile(body, 'tests: [t]').problems.all).toMatchObject([
    {
      code: 'template-undefined',
      location: { file: 'macros/t.sql', line: 1, column: 30 },
      notes: [{ message: '"t" is called here', location: { file: 'models/m.yml', line: 1 } }],
    },
  ]);
});
