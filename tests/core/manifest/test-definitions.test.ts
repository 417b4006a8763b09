import { expect, test } from 'vitest';
import { idOf, makeManifest, modelOf, soundManifest } from '../../support/manifest.ts';
import type { ProjectTexts } from '../../support/project.ts';

const POSITIVE =
  '{% test positive(model, column_name) %}select 1 from {{ model }} where {{ column_name }} <= 0{% endtest %}';

function shop(macros: string, declared: string, more: ProjectTexts = {}): ProjectTexts {
  return {
    'models/orders.sql': 'select 1 as id',
    'models/customers.sql': 'select 1 as id',
    'macros/t.sql': macros,
    'models/m.yml': `models: [{name: orders, ${declared}}]`,
    ...more,
  };
}

function found(macros: string, declared: string, more: ProjectTexts = {}): readonly string[] {
  return makeManifest(shop(macros, declared, more)).lines;
}

test('a test is an expectation, wherever checks are declared', () => {
  const { manifest } = soundManifest({
    ...shop(
      `${POSITIVE}{% test few(model, most=3) %}select 1{% endtest %}`,
      'tests: [few], columns: [{name: id, data_tests: [positive], expectations: [{positive: {name: other}}]}]',
    ),
    'models/users.sql': 'select 1 as id',
    'seeds/s.csv': 'id\n1\n',
    'seeds/s.yml': 'seeds: [{name: s, columns: {id: {type: integer, expectations: [positive]}}}]',
    'expectations/e.yml': `expectations:
  - model: [users, customers]
    table: [few: 5]
    columns: {id: {positive: {name: sound, severity: warn, where: id > 1}}}
`,
  });
  expect(
    manifest.expectations.map(({ id, check, column, kwargs }) => [id, check, column, kwargs]),
  ).toEqual([
    ['other', 'positive', 'id', {}],
    ['orders.few', 'few', undefined, {}],
    ['orders.id.positive', 'positive', 'id', {}],
    ['s.id.positive', 'positive', 'id', {}],
    ['users.few', 'few', undefined, { most: 5 }],
    ['users.sound', 'positive', 'id', {}],
    ['customers.few', 'few', undefined, { most: 5 }],
    ['customers.sound', 'positive', 'id', {}],
  ]);
});

test('a test with the name of a check stands in its place', () => {
  const { manifest } = soundManifest(
    shop(
      '{% test not_null(model, column_name) %}select 1{% endtest %}',
      'columns: [{name: id, tests: [not_null, unique]}]',
    ),
  );
  expect(manifest.expectations.map(({ check, test: own }) => [check, own !== undefined])).toEqual([
    ['not_null', true],
    ['be_unique', false],
  ]);
});

test('what a test reads is an edge of the node that it is about', () => {
  const made = soundManifest(
    shop(
      `{% macro all_of(name) %}{{ ref(name) }}{% endmacro %}
{% test t(model, to) %}select * from {{ to }}, {{ source('crm', 'users') }}, {{ all_of('wide') }}{% if false %}{{ ref('rare') }}{% endif %}{% endtest %}`,
      "tests: [{t: {to: ref('customers')}}]",
      {
        'models/wide.sql': 'select 1 as id',
        'models/rare.sql': 'select 1 as id',
        'models/sources.yml': 'sources: [{name: crm, tables: [{name: users}]}]',
      },
    ),
  );
  const reads = [
    idOf('model.customers'),
    idOf('model.rare'),
    idOf('model.wide'),
    idOf('source.crm.users'),
  ];
  expect(Object.values(made.manifest.expectations[0]?.reads ?? {}).sort()).toEqual(reads);
  const parents = modelOf(made, 'orders').parents;
  expect(parents.map(({ to }) => to).sort()).toEqual(reads);
  expect(new Set(parents.map(({ why }) => why))).toEqual(new Set(['expectation']));
});

test('a test without gate makes no edge, and one of itself none either', () => {
  const made = soundManifest(
    shop(
      "{% test t(model) %}select * from {{ ref('customers') }}, {{ ref('orders') }}{% endtest %}",
      'expectations: [{t: {gate: false}}]',
    ),
  );
  expect(modelOf(made, 'orders').parents).toEqual([]);
});

test('the fingerprint changes with the test, with what it calls, and with the vars that it names', () => {
  const body = "{% test t(model) %}select {{ m() }} where {{ var('most') }} > 0{% endtest %}";
  const fingerprint = (macro: string, text: string, most?: number) =>
    soundManifest(
      shop(`${macro}${text}{% macro other() %}1{% endmacro %}`, 'tests: [t]', {
        'project.yml': 'name: shop\nvars: {most: {type: integer, default: 1}}\n',
      }),
      most === undefined ? {} : { vars: { most } },
    ).manifest.expectations[0]?.test?.fingerprint;
  const macro = '{% macro m() %}1{% endmacro %}';
  const first = fingerprint(macro, body);
  const others = [
    fingerprint('{% macro m() %}2{% endmacro %}', body),
    fingerprint(macro, body.replace('> 0', '> 1')),
    fingerprint(macro, body, 2),
  ];
  expect(fingerprint(`{# about it #}\n${macro}`, body)).toBe(first);
  expect(new Set([first, ...others]).size).toBe(4);
});

test('config() in a test holds where the declaration says nothing else; tags add up', () => {
  const { manifest } = soundManifest(
    shop(
      `{% test t(model) %}{{ config(severity='warn', tags=['a'], limit=5, fail_calc='max(n)', warn_if='> 3') }}select 1 as n{% endtest %}`,
      'expectations: [t, {t: {name: other, severity: error, tags: b, limit: null}}]',
    ),
  );
  const limit = (operator: string, amount: number) => ({ operator, amount, isPercent: false });
  expect(
    manifest.expectations.map(({ threshold, tags, limit: most, test: own }) => [
      threshold,
      tags,
      most,
      own?.failCalc,
    ]),
  ).toEqual([
    [{ type: 'limits', warnIf: limit('>', 3), errorIf: undefined }, ['a'], 5, 'max(n)'],
    [
      { type: 'limits', warnIf: limit('>', 3), errorIf: limit('!=', 0) },
      ['a', 'b'],
      undefined,
      'max(n)',
    ],
  ]);
});

test.each([
  [
    'columns: [{name: id, tests: [positiv]}]',
    'there is no check named "positiv" here (did you mean "positive"?)',
  ],
  [
    'tests: [positive]',
    '"positive" needs the argument "column_name" (declare it under a column, or add the argument)',
  ],
  [
    'columns: [{name: id, tests: [few: 3]}]',
    '"few" is about a table: it has no parameter "column_name" (declare it for the table, or give the macro that parameter)',
  ],
  [
    'tests: [few]',
    '"few" needs the argument "most" (add it, or give the parameter a default in the macro)',
  ],
  ['tests: [{few: {mots: 3, most: 4}}]', '"few" takes no argument "mots" (did you mean "most"?)'],
  ['tests: [{few: {most: 1, of: 2}}]', '"few" takes no argument "of" (it takes "most")'],
  ['tests: [{few: {most: 1, model: a}}]', '"few" takes no argument "model" (it takes "most")'],
  [
    'tests: [{few: {most: 1, mostly: 0.9}}]',
    '"mostly" is a share of the rows looked at, and "few" returns the wrong ones only (write error_if: "> 10")',
  ],
  [
    'tests: [{few: {most: 1, group_by: id}}]',
    '"group_by" is of the rows looked at, and "few" returns the wrong ones only (write the group by into its select)',
  ],
  [
    'tests: [{few: {most: 1, history: {within: 1}}}]',
    '"history" compares what a check counts, and "few" is a select of its own (use aggregation_to_be_between, with an aggregate of your own)',
  ],
  [
    'tests: [{few: {most: 1, error_if: "> 1%"}}]',
    'a percentage in "error_if" is a share of the rows looked at, and "few" returns the wrong ones only (write error_if: "> 10")',
  ],
  [
    'tests: [{few: {most: 1, limit: x}}]',
    '"limit" must be a whole number that is not negative, not "x"',
  ],
  [
    'tests: [{few: {most: 1, fail_calc: "count(*"}}]',
    'the SQL of "fail_calc" does not stand alone: a ")" is missing',
  ],
  [
    'columns: [{name: id, tests: [{positive: {column_name: n}}]}]',
    '"column_name" must be "id", under which the test stands, not "n"',
  ],
  [
    'columns: [{name: id, tests: [{positive: 3}]}]',
    '"positive" has no one argument that 3 could stand for (it takes none)',
  ],
  ['tests: [{few: {most: "{{ 1 + }}"}}]', 'expected an expression, not the end of the tag'],
  [
    'tests: [{few: {most: "{% if true %}1{% endif %}"}}]',
    'an argument of a test holds a tag (write an expression in {{ }}, or move it into the test)',
  ],
  [
    "tests: [{few: {most: ref('custmers')}}]",
    'there is no model or seed named "custmers" (did you mean "customers"?)',
  ],
  [
    'tests: [{few: {most: "var(\'mots\')"}}]',
    'there is no var named "mots" (declare it under vars: in project.yml)',
  ],
])('%s is a mistake', (declared, expected) => {
  const few = '{% test few(model, most) %}select 1 where {{ most }} > 1{% endtest %}';
  const messages = found(`${POSITIVE}${few}`, declared).map((line) =>
    line.replace(/^models\/m\.yml:1:\d+: error\[[a-z-]+\]: /, ''),
  );
  expect(messages).toEqual([expected]);
});

test('a ref that a test cannot resolve is told once, in the macro, with the first place that calls it', () => {
  const body = "{% test t(model) %}select * from {{ ref('custmers') }}{% endtest %}";
  const made = makeManifest(shop(body, 'tests: [t, {t: {name: again}}]'));
  expect(made.problems.all).toMatchObject([
    {
      code: 'ref-not-found',
      location: { file: 'macros/t.sql', line: 1, column: 42 },
      notes: [{ message: '"t" is called here', location: { file: 'models/m.yml', line: 1 } }],
    },
  ]);
});

test('a test that closes a circle shows the way round', () => {
  const body = "{% test t(model) %}select * from {{ ref('reader') }}{% endtest %}";
  expect(
    found(body, 'tests: [t]', { 'models/reader.sql': "select * from {{ ref('orders') }}" }),
  ).toEqual([
    'models/m.yml:1:33: error[graph-cycle]: "orders" and "reader" depend on each other (add gate: false to the expectation that closes the cycle, or take the foreign key out)',
  ]);
});

test('a test in a model is told to move', () => {
  expect(
    found('', '', {
      'models/m.yml': '',
      'models/customers.sql': '{% test t(model) %}{% endtest %}select 1 as id',
    }),
  ).toEqual([
    'models/customers.sql:1:9: error[template-unsupported]: a test can be declared in a file of macros only (move it into a file of macros/)',
  ]);
});

test('settings of project.yml hold by folder, for what can use them', () => {
  const { manifest } = soundManifest({
    'project.yml': `name: shop
data_tests:
  +severity: warn
  +tags: [all]
  marts:
    +tags: [marts]
    +error_if: "> 10"
    +limit: 100
    strict: {+severity: error, +where: id > 1}
`,
    'macros/t.sql': "{% test t(model) %}{{ config(tags=['t']) }}select 1{% endtest %}",
    'models/a.sql': 'select 1 as id',
    'models/a.yml': 'models: [{name: a, tests: [t]}]',
    'models/marts/b.sql': 'select 1 as id',
    'models/marts/b.yml':
      'models: [{name: b, tests: [{t: {severity: error}}, {row_count_to_equal: 1}], columns: [{name: id, tests: [unique]}]}]',
    'models/marts/strict/c.sql': 'select 1 as id',
    'models/marts/strict/c.yml':
      'models: [{name: c, tests: [{columns_to_match_set: [id]}], columns: [{name: id, expectations: [unique]}]}]',
    'expectations/marts/q.sql': "{{ config(tags=['q']) }} select 1 where false",
  });
  const any = { operator: '!=', amount: 0, isPercent: false };
  const ten = { operator: '>', amount: 10, isPercent: false };
  const warn = { type: 'severity', severity: 'warn' };
  expect(
    manifest.expectations.map(({ id, threshold, tags, limit, where }) => [
      id,
      threshold,
      tags.join(),
      limit,
      where,
    ]),
  ).toEqual([
    ['a.t', warn, 'all,t', undefined, undefined],
    ['b.t', { type: 'limits', warnIf: any, errorIf: ten }, 'all,marts,t', 100, undefined],
    ['b.row_count_to_equal', warn, 'all,marts', undefined, undefined],
    [
      'b.id.unique',
      { type: 'limits', warnIf: any, errorIf: undefined },
      'all,marts',
      100,
      undefined,
    ],
    [
      'c.id.unique',
      { type: 'limits', warnIf: any, errorIf: ten },
      'all,marts',
      undefined,
      'id > 1',
    ],
    [
      'c.columns_to_match_set',
      { type: 'severity', severity: 'error' },
      'all,marts',
      undefined,
      undefined,
    ],
  ]);
  expect(manifest.nodes[idOf('expectation.q')]).toMatchObject({
    threshold: { type: 'limits', warnIf: any, errorIf: undefined },
    tags: ['all', 'marts', 'q'],
    limit: 100,
  });
});

test('what is wrong with settings in project.yml is told there, and once', () => {
  expect(
    found(POSITIVE, 'columns: [{name: id, tests: [positive, unique, not_null]}]', {
      'project.yml':
        'name: shop\ntests: {+severity: sad, +naem: x, +fail_calc: "(", m: {+limit: -1}}\n',
    }),
  ).toEqual([
    'project.yml:2:64: error[expectation-argument]: "limit" must be a whole number that is not negative, not -1',
    'project.yml:2:25: error[config-unknown-key]: expectations have no setting "naem" in project.yml (there are where, mostly, severity, warn_if, error_if, gate, on_fail, store_failures, store_failures_as, sample, context_columns, tags, owner, enabled, limit, fail_calc)',
    'project.yml:2:20: error[expectation-argument]: "severity" must be error or warn, not "sad"',
    'project.yml:2:47: error[expectation-sql]: the SQL of "fail_calc" does not stand alone: a ")" is missing',
  ]);
});

test('an expectation in SQL takes the settings of a data test', () => {
  const made = soundManifest({
    'expectations/a.sql': `{{ config(severity='warn', warn_if='> 2', fail_calc='sum(n)', limit=10, tags='x', description='d', meta={'owner': 'me'}, store_failures=true) }} select 1 as n where false`,
    'expectations/off.sql': '{{ config(enabled=false) }} select 1',
  });
  expect(Object.keys(made.manifest.nodes)).toEqual([idOf('expectation.a')]);
  expect(made.manifest.nodes[idOf('expectation.a')]).toMatchObject({
    threshold: {
      type: 'limits',
      warnIf: { operator: '>', amount: 2, isPercent: false },
      errorIf: undefined,
    },
    failCalc: 'sum(n)',
    limit: 10,
    tags: ['x'],
    description: 'd',
    meta: { owner: 'me' },
  });
});

test('what an expectation in SQL does not take is told where it stands', () => {
  const { lines } = makeManifest({
    'expectations/a.sql':
      "{{ config(severity='sad', where='id > 1', sevrity='warn', error_if='> 1%') }} select 1",
    'expectations/b.sql': '{{ config(mostly=0.9, history={}) }} select 1',
  });
  expect(lines).toEqual([
    'expectations/a.sql:1:27: error[config-unknown-key]: an expectation in SQL has no setting "where" (write the condition into the select)',
    'expectations/a.sql:1:43: error[config-unknown-key]: an expectation in SQL has no setting "sevrity" (did you mean "severity"?)',
    'expectations/a.sql:1:59: error[expectation-argument]: a percentage in "error_if" is a share of the rows looked at, and "a" returns the wrong ones only (write error_if: "> 10")',
    'expectations/a.sql:1:21: error[expectation-argument]: "severity" must be error or warn, not "sad"',
    'expectations/b.sql:1:23: error[config-unknown-key]: an expectation in SQL has no setting "history" (use aggregation_to_be_between, with an aggregate of your own)',
    'expectations/b.sql:1:11: error[expectation-argument]: "mostly" is a share of the rows looked at, and "b" returns the wrong ones only (write error_if: "> 10")',
  ]);
});

test('a test that was copied from a package is found under its name there', () => {
  const { manifest } = soundManifest(
    shop(POSITIVE, 'columns: [{name: id, tests: [dbt_utils.positive]}]'),
  );
  expect(manifest.expectations.map(({ id, check }) => [id, check])).toEqual([
    ['orders.id.positive', 'positive'],
  ]);
});
