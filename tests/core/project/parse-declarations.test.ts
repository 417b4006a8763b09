import { expect, test } from 'vitest';
import { plain } from '../../../src/core/diagnostics/located-value.ts';
import { Problems } from '../../../src/core/diagnostics/problems.ts';
import { parseProject } from '../../../src/core/project/parse-project.ts';
import type { Project } from '../../../src/core/project/project.ts';
import { lines, type ProjectTexts, project } from '../../support/project.ts';

const MODELS: ProjectTexts = { 'models/a.sql': 'select 1', 'models/b.sql': 'select 2' };

function problemsOf(yaml: string): readonly string[] {
  const problems = new Problems();
  parseProject(project({ ...MODELS, 'models/a.yml': yaml }), problems);
  return lines(problems);
}

function parsed(yaml: string): Project {
  const problems = new Problems();
  const found = parseProject(project({ ...MODELS, 'models/a.yml': yaml }), problems);
  expect(lines(problems)).toEqual([]);
  if (found === undefined) throw new Error('nothing was parsed');
  return found;
}

const MISTAKES: readonly (readonly [name: string, yaml: string, found: readonly string[]])[] = [
  [
    'a key that no file has',
    'modles: []\n',
    [
      'models/a.yml:1:1: error[config-unknown-key]: "modles" is not a key of a YAML file of the project (did you mean "models"?)',
    ],
  ],
  [
    'a file that is a list',
    '- a\n',
    [
      'models/a.yml:1:1: error[config-value]: a YAML file of the project must be a map (begin it with models:, seeds:, sources:, expectations:)',
    ],
  ],
  [
    'models that are a map',
    'models: {a: 1}\n',
    [
      'models/a.yml:1:9: error[config-value]: "models" must be a list (begin each of its items with "- ")',
    ],
  ],
  [
    'several keys of one model, in the order of their places',
    'models:\n  - name: a\n    descripton: x\n    materialized: view\n    config: {materialised: view, tags: 5, enabled: yes}\n',
    [
      'models/a.yml:3:5: error[config-unknown-key]: "descripton" is not a key of a model (did you mean "description"?)',
      'models/a.yml:4:5: error[config-unknown-key]: "materialized" is not a key of a model (write it under config:)',
      'models/a.yml:5:14: error[config-unknown-key]: "materialised" is not a key of "config" (did you mean "materialized"?)',
      'models/a.yml:5:40: error[config-value]: "tags" must be text or a list, not 5 (quote it: "5")',
      'models/a.yml:5:52: error[config-value]: "enabled" must be true or false, not "yes"',
    ],
  ],
  [
    'a value that is not one of the allowed ones',
    'models:\n  - name: a\n    config: {materialized: tabel}\n',
    [
      'models/a.yml:3:28: error[config-value]: "materialized" must be view, table, ephemeral, incremental, upsert, snapshot or history, not "tabel" (did you mean "table"?)',
    ],
  ],
  [
    'a model without a name',
    'models:\n  - description: x\n  - name:\n',
    [
      'models/a.yml:2:5: error[config-missing-key]: a model needs "name" (add name: …)',
      'models/a.yml:3:5: error[config-missing-key]: a model needs "name" (add name: …)',
    ],
  ],
  [
    'a misspelt name, once',
    'models:\n  - nmae: a\n',
    [
      'models/a.yml:2:5: error[config-unknown-key]: "nmae" is not a key of a model (did you mean "name"?)',
    ],
  ],
  [
    'a model that is text',
    'models:\n  - a\n',
    ['models/a.yml:2:5: error[config-value]: a model must be a map, not "a"'],
  ],
  [
    'columns in the spelling of dbt',
    'models:\n  - name: a\n    columns:\n      - name: x\n        data_typ: text\n      - y\n      - {name: z, since: 2024-02-30}\n',
    [
      'models/a.yml:5:9: error[config-unknown-key]: "data_typ" is not a key of an item of "columns" (did you mean "data_type"?)',
      'models/a.yml:6:9: error[config-value]: an item of "columns" must be a map, not "y"',
      'models/a.yml:7:26: error[config-value]: "since" must be a date of the calendar like 2024-01-31, not "2024-02-30"',
    ],
  ],
  [
    'columns as a map',
    'models:\n  - name: a\n    columns:\n      x: 5\n      y: {typ: text}\n      z:\n',
    [
      'models/a.yml:4:10: error[config-value]: "x" must be text or a map, not 5 (quote it: "5")',
      'models/a.yml:5:11: error[config-unknown-key]: "typ" is not a key of "y" (did you mean "type"?)',
    ],
  ],
  [
    'a column that stands twice',
    'models:\n  - name: a\n    columns: [{name: x}, {name: x}]\n',
    [
      'models/a.yml:3:33: error[config-duplicate]: the column "x" is declared twice (remove one of them)',
    ],
  ],
  [
    'constraints',
    'models:\n  - name: a\n    constraints:\n      - {type: uniqe, columns: x}\n      - {type: unique}\n      - {type: foreign_key, columns: x}\n      - {columns: x}\n',
    [
      'models/a.yml:4:16: error[config-value]: "type" must be unique, primary_key, not_null, check or foreign_key, not "uniqe" (did you mean "unique"?)',
      'models/a.yml:5:9: error[config-missing-key]: an item of "constraints" needs "columns" (add columns: …)',
      'models/a.yml:6:9: error[config-missing-key]: an item of "constraints" needs "to" (add to: …)',
      'models/a.yml:7:9: error[config-missing-key]: an item of "constraints" needs "type" (add type: …)',
    ],
  ],
  [
    'indexes',
    'models:\n  - name: a\n    config:\n      indexes:\n        - {colums: x}\n        - {columns: [x, 1], unique: sometimes}\n',
    [
      'models/a.yml:5:12: error[config-unknown-key]: "colums" is not a key of an item of "indexes" (did you mean "columns"?)',
      'models/a.yml:6:25: error[config-value]: an item of "columns" must be text, not 1 (quote it: "1")',
      'models/a.yml:6:37: error[config-value]: "unique" must be true or false, not "sometimes"',
    ],
  ],
  [
    'names that PostgreSQL or asof keep for themselves',
    'models:\n  - name: a\n    config: {schema: asof, alias: ""}\n',
    [
      'models/a.yml:3:22: error[config-value]: "schema" must be a schema name of at most 63 characters, and not asof, asof_failures, information_schema or pg_…, not "asof"',
      'models/a.yml:3:35: error[config-value]: "alias" must be a name of 1 to 63 characters, not ""',
    ],
  ],
  [
    'a model that is declared twice',
    'models:\n  - name: a\n  - name: a\n',
    [
      'models/a.yml:3:11: error[config-duplicate]: the model "a" is declared twice (put both together)',
    ],
  ],
  [
    'a model without a file',
    'models:\n  - name: aa\n',
    [
      'models/a.yml:2:11: error[config-unused]: there is no file "aa.sql" for the model "aa" (did you mean "a"?)',
    ],
  ],
  [
    'expectations about nothing',
    'expectations:\n  - table: [row_count_to_equal]\n  - modle: a\n',
    [
      'models/a.yml:2:5: error[config-missing-key]: an expectation needs "model", "seed" or "source" (say what it is about)',
      'models/a.yml:3:5: error[config-unknown-key]: "modle" is not a key of an expectation (did you mean "model"?)',
    ],
  ],
  [
    'a source without tables',
    'sources:\n  - name: raw\n',
    ['models/a.yml:2:5: error[config-missing-key]: a source needs "tables" (add tables: …)'],
  ],
];

test.each(MISTAKES)('%s is reported at its place', (_, yaml, found) => {
  expect(problemsOf(yaml)).toEqual(found);
});

test('a broken item does not hide the others', () => {
  const problems = new Problems();
  const yaml = 'models:\n  - name: a\n    nope: 1\n  - name: b\n';
  const found = parseProject(project({ ...MODELS, 'models/a.yml': yaml }), problems);
  expect(problems.errorCount).toBe(1);
  expect(found?.models.map((model) => model.name)).toEqual(['b']);
});

test('columns mean the same in the spelling of asof and of dbt', () => {
  const asMap = parsed(
    'models:\n  - name: a\n    columns:\n      x: text\n      y: {type: int, description: why, since: 2024-01-31, tags: [pii]}\n      z:\n',
  );
  const asList = parsed(
    'models:\n  - name: a\n    columns:\n      - {name: x, data_type: text}\n      - {name: y, data_type: int, description: why, since: 2024-01-31, config: {meta: {pii: true}}}\n      - name: z\n',
  );
  const columns = [
    { name: 'x', type: 'text', description: undefined, since: undefined, isPersonal: false },
    { name: 'y', type: 'int', description: 'why', since: '2024-01-31', isPersonal: true },
    { name: 'z', type: undefined, description: undefined, since: undefined, isPersonal: false },
  ];
  for (const found of [asMap, asList]) {
    expect(found.models[0]?.columns.map(({ location, ...column }) => column)).toEqual(columns);
  }
});

test('keys with nothing after them count as left out', () => {
  const [model] = parsed(
    'models:\n  - name: a\n    description:\n    columns:\n    config: {tags: }\n',
  ).models;
  expect(model).toMatchObject({ description: undefined, columns: [] });
  expect(model?.settings.values.tags).toBeUndefined();
});

test('constraints of columns become constraints of the table', () => {
  const yaml = `models:
  - name: a
    constraints: [{type: check, expression: x > 0, name: positive}]
    columns:
      - name: x
        constraints: [{type: not_null}, {type: foreign_key, to: "ref('b')", to_columns: [id]}]
      - name: k
        constraints: [{type: primary_key}]
`;
  const location = { file: 'models/a.yml', line: 6, column: 65, length: 10 };
  expect(parsed(yaml).models[0]?.settings.values.constraints).toEqual([
    { type: 'check', name: 'positive', expression: 'x > 0' },
    { type: 'not_null', columns: ['x'] },
    {
      type: 'foreign_key',
      name: undefined,
      columns: ['x'],
      to: 'b',
      toColumns: ['id'],
      location,
    },
    { type: 'not_null', columns: ['k'] },
    { type: 'unique', name: undefined, columns: ['k'] },
  ]);
});

test('checks are gathered from every place where they may stand, as written', () => {
  const yaml = `models:
  - name: a
    columns:
      x: {expectations: [not_null, {be_between: {min_value: 0}}]}
      y: {data_tests: unique}
    expectations:
      - row_count_to_equal: 5
  - name: b
    expectations:
      table: {row_count_to_equal: 5, columns_to_match_set: [x]}
      columns: {x: not_null}
      rows: {sql: x > 0}
expectations:
  - model: [a, b]
    columns: {x: unique}
`;
  const found = parsed(yaml).expectations.map((each) => ({
    subjects: each.subjects.map(({ kind, name }) => `${kind} ${name}`),
    spelling: each.spelling,
    table: each.table.map(plain),
    columns: each.columns.map(({ column, checks }) => [column, checks.map(plain)]),
    rows: each.rows.map(plain),
  }));
  expect(found).toEqual([
    {
      subjects: ['model a'],
      spelling: 'asof',
      table: [{ row_count_to_equal: 5 }],
      columns: [['x', ['not_null', { be_between: { min_value: 0 } }]]],
      rows: [],
    },
    {
      subjects: ['model a'],
      spelling: 'dbt',
      table: [],
      columns: [['y', ['unique']]],
      rows: [],
    },
    {
      subjects: ['model b'],
      spelling: 'asof',
      table: [{ row_count_to_equal: 5 }, { columns_to_match_set: ['x'] }],
      columns: [['x', ['not_null']]],
      rows: [{ sql: 'x > 0' }],
    },
    {
      subjects: ['model a', 'model b'],
      spelling: 'asof',
      table: [],
      columns: [['x', ['unique']]],
      rows: [],
    },
  ]);
});

test('the tables of a source inherit what the source says', () => {
  const yaml = `sources:
  - name: crm
    schema: crm_export
    tags: nightly
    as_of_column: day
    tables:
      - {name: users, identifier: USERS, tags: [pii]}
      - {name: orders, as_of_column: loaded, enabled: false}
  - name: bare
    tables: [{name: t}]
`;
  expect(parsed(yaml).sources).toMatchObject([
    {
      name: 'crm.users',
      schema: 'crm_export',
      identifier: 'USERS',
      tags: ['nightly', 'pii'],
      asOfColumn: 'day',
      enabled: true,
    },
    { name: 'crm.orders', identifier: 'orders', asOfColumn: 'loaded', enabled: false },
    { name: 'bare.t', schema: 'bare', asOfColumn: undefined },
  ]);
});

test('templates in YAML give text, or the number or truth value that the place expects', () => {
  const problems = new Problems();
  const yaml = `models:
  - name: a
    config:
      schema: "{{ env_var('STAGE') }}_x"
      enabled: "{{ var('on') }}"
      pre_hook: "grant select on {{ this }} to reader"
      tags: ["{{ var('tag') }}"]
`;
  const found = parseProject(
    project(
      {
        ...MODELS,
        'project.yml':
          'name: shop\nvars: {on: {type: boolean, default: false}, tag: {type: string, default: t}}\n',
        'models/a.yml': yaml,
      },
      { STAGE: '2024' },
    ),
    problems,
  );
  expect(lines(problems)).toEqual([]);
  expect(found?.models[0]?.settings.values).toMatchObject({
    schema: '2024_x',
    enabled: false,
    preHook: [
      {
        text: 'grant select on {{ this }} to reader',
        location: { file: 'models/a.yml', line: 6, column: 17, length: 38 },
      },
    ],
    tags: ['t'],
  });
  expect(Object.keys(found?.varsRead ?? {})).toEqual(['on', 'tag']);
});
