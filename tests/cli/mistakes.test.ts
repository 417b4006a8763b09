import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { temporaryProject } from './temporary-project.ts';

// Mistakes beside those of tests/fixtures/projects: each is one line in the concise form.

interface Mistake {
  readonly what: string;
  readonly files: Readonly<Record<string, string>>;
  readonly words?: readonly string[];
  readonly lines: readonly string[];
}

const PROJECT = { 'project.yml': 'name: shop\n' };
const ITEMS = { 'seeds/items.csv': 'id,n\n1,2\n2,3\n' };

const BEFORE_ANYTHING_RUNS: readonly Mistake[] = [
  {
    what: 'an empty project.yml',
    files: { 'project.yml': '' },
    lines: ['project.yml:1:1: error[config-missing-key]: project.yml needs "name"'],
  },
  {
    what: 'a tab that indents YAML',
    files: { 'project.yml': 'name: shop\nvars:\n\tas_of: {type: date}\n' },
    lines: ['project.yml:3:1: error[yaml-syntax]: a tab cannot indent YAML'],
  },
  {
    what: 'a --project-dir that is misspelt',
    files: PROJECT,
    words: ['ls', '--project-dir', 'nowhere'],
    lines: ['command line:1:22: error[project-not-found]: there is no directory "nowhere"'],
  },
  {
    what: 'an argument that is missing',
    files: PROJECT,
    words: ['show'],
    lines: ['command line:1:5: error[usage-argument]: "run show" needs a <node>'],
  },
  {
    what: 'two names that differ by case',
    files: { ...PROJECT, 'models/Orders.sql': 'select 1', 'models/orders.sql': 'select 1' },
    lines: [
      'models/orders.sql:1:1: error[node-duplicate]: the names "Orders" and "orders" differ by upper and lower case only',
    ],
  },
  {
    what: 'a string in a template that is not closed',
    files: { ...PROJECT, 'models/a.sql': "select id\nfrom {{ ref('items) }}\n" },
    lines: ['models/a.sql:2:13: error[template-syntax]: a string is never closed'],
  },
  {
    what: 'a key, a project key and templates at once',
    files: {
      'project.yml': 'name: shop\nvasr: {}\n',
      'models/a.yml': 'models:\n  - nam: a\n',
      'models/a.sql': "select id from {{ ref('items) }}\n",
      'macros/m.sql': '{% macro m() %}select 1\n',
    },
    lines: [
      'project.yml:2:1: error[config-unknown-key]: "vasr" is not a key of project.yml',
      'models/a.yml:2:5: error[config-unknown-key]: "nam" is not a key of a model',
      'macros/m.sql:1:1: error[template-syntax]: "macro" is never closed',
      'models/a.sql:1:23: error[template-syntax]: a string is never closed',
    ],
  },
  {
    what: 'a model that is empty but for a comment',
    files: { ...PROJECT, 'models/a.sql': '-- to be written\n' },
    words: ['compile'],
    lines: ['models/a.sql:1:1: error[model-not-one-select]: "a" holds no SQL'],
  },
  {
    what: 'a model that is no select',
    files: { ...PROJECT, 'models/a.sql': '\ncreate table t (id int)\n' },
    words: ['compile'],
    lines: ['models/a.sql:2:1: error[model-not-one-select]: "a" begins with "create"'],
  },
  {
    what: 'a secret in a macro that two models call',
    files: {
      ...PROJECT,
      'macros/m.sql': "{% macro key() %}'{{ env_var('API_KEY') }}'{% endmacro %}",
      'models/a.sql': 'select {{ key() }} as a',
      'models/b.sql': 'select {{ key() }} as b',
    },
    lines: [
      'macros/m.sql:1:31: error[env-var-secret]: "API_KEY" is named like a secret, and only "targets" of project.yml may use secrets',
    ],
  },
  {
    what: 'several at once',
    files: {
      ...PROJECT,
      'models/a.sql': "{{ config(tagz='x') }}\nselect {{ var('size') }} from {{ ref('b') }}",
      'expectations/e.yml': 'expectations:\n  - model: c\n    columns: {id: [not_null]}\n',
    },
    lines: [
      'models/a.sql:2:16: error[var-undeclared]: there is no var named "size"',
      'models/a.sql:1:11: error[config-unknown-key]: "tagz" is not a setting of a model',
      'expectations/e.yml:2:12: error[expectation-unknown-node]: there is no model named "c"',
      'models/a.sql:2:39: error[ref-not-found]: there is no model or seed named "b"',
    ],
  },
];

describe('seen before anything runs', () => {
  test.each(BEFORE_ANYTHING_RUNS)('$what', async ({ files, words = ['ls'], lines }) => {
    await using project = await temporaryProject(files);
    const { directory } = project;
    const { status, stderr } = await runCli(words, { directory, env: { CI: 'true' } });
    expect([status, problemsIn(stderr)]).toEqual(['error', lines]);
  });
});

const IN_THE_DATABASE: readonly Mistake[] = [
  {
    what: 'an error in the SQL of a macro',
    files: {
      ...ITEMS,
      'macros/m.sql': '{% macro twice(c) %}\n  {{ c }} * 2 + nosuch({{ c }})\n{% endmacro %}\n',
      'models/a.sql': "select {{ twice('n') }} as n2\nfrom {{ ref('items') }}\n",
    },
    lines: [
      'macros/m.sql:2:17: error[database-error]: function nosuch(bigint) does not exist (SQLSTATE 42883)',
    ],
  },
  {
    what: 'a division by zero while rows are computed',
    files: {
      ...ITEMS,
      'models/a.sql':
        "{{ config(materialized='table') }}\nselect n / (id - 1) as x from {{ ref('items') }}\n",
    },
    lines: ['models/a.sql:1:1: error[database-error]: division by zero (SQLSTATE 22012)'],
  },
  {
    what: 'a string in SQL that is not closed',
    files: { ...ITEMS, 'models/a.sql': "select id,\n  'abc as x\nfrom {{ ref('items') }}\n" },
    lines: [
      `models/a.sql:2:3: error[database-error]: unterminated quoted string at or near "'abc as x" (SQLSTATE 42601)`,
    ],
  },
  {
    what: 'SQL that ends too early',
    files: { ...ITEMS, 'models/a.sql': "select id\nfrom {{ ref('items') }}\nwhere\n" },
    lines: [
      'models/a.sql:3:5: error[database-error]: the SQL ends before it is complete (SQLSTATE 42601)',
    ],
  },
  {
    what: 'a unique_key that the select does not give',
    files: {
      ...ITEMS,
      'models/a.sql': `{{ config(materialized='upsert', unique_key='idd') }}
select id from {{ ref('items') }}
`,
    },
    lines: [
      'models/a.sql:1:46: error[config-value]: "unique_key" names the column "idd", which the select does not give',
    ],
  },
  {
    what: 'a setting whose mistake only the database can see',
    files: {
      ...ITEMS,
      'models/a.sql': `{{ config(materialized='table', indexes=[{'columns': ['nn']}]) }}
select id from {{ ref('items') }}
`,
    },
    lines: ['models/a.sql:1:1: error[database-error]: column "nn" does not exist (SQLSTATE 42703)'],
  },
  {
    what: 'a condition on a column that does not exist, and one that is no SQL',
    files: {
      ...ITEMS,
      'expectations/e.yml':
        'expectations:\n  - seed: items\n    rows:\n      - {name: a, sql: "nn > 0"}\n      - "n > > 0"\n',
    },
    lines: [
      'expectations/e.yml:4:9: error[expectation-error]: column "nn" does not exist (SQLSTATE 42703)',
      'expectations/e.yml:5:9: error[expectation-error]: syntax error at or near ">" (SQLSTATE 42601)',
    ],
  },
  {
    what: 'an error in a SQL file of expectations/',
    files: {
      ...ITEMS,
      'expectations/e.sql': "select *\nfrom {{ ref('items') }}\nwhere nn > 0\n",
    },
    lines: [
      'expectations/e.sql:3:7: error[expectation-error]: column "nn" does not exist (SQLSTATE 42703)',
    ],
  },
  {
    what: 'a regular expression that is none',
    files: {
      'seeds/items.csv': 'id,n\n1,a\n',
      'expectations/e.yml':
        'expectations:\n  - seed: items\n    columns:\n      n:\n        - match_regex: "[a-z"\n',
    },
    lines: [
      'expectations/e.yml:5:11: error[expectation-error]: invalid regular expression: brackets [] not balanced (SQLSTATE 2201B)',
    ],
  },
  {
    what: 'rows with too few and too many cells',
    files: { 'seeds/items.csv': 'id,n\n1,2\n3\n4,5,6\n' },
    lines: [
      'seeds/items.csv:3:1: error[seed-bad-row]: the row must have 2 cells as the header has, not 1',
      'seeds/items.csv:4:5: error[seed-bad-row]: the row must have 2 cells as the header has, not 3',
    ],
  },
];

describe('seen by the database', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createDatabase();
  });
  afterAll(() => database?.drop());

  test.each(IN_THE_DATABASE)('$what', async ({ what, files, lines }) => {
    // each in schemas of its own, the journal among them
    const prefix = `p${IN_THE_DATABASE.findIndex((each) => each.what === what)}_`;
    await using project = await temporaryProject({
      'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}", schema_prefix: ${prefix}}
`,
      ...files,
    });
    const { directory } = project;
    const env = { CI: 'true', DATABASE_URL: database.url };
    const { status, stderr } = await runCli(['build'], { directory, env });
    expect([status, problemsIn(stderr)]).toEqual(['fail', lines]);
  });

  test('names with spaces and quotes are names like others', async () => {
    await using project = await temporaryProject({
      'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}", schema_prefix: names_}
`,
      'seeds/it\'s "here".csv': 'id\n1\n',
      'models/my "own" orders.sql': `{{ config(materialized='table') }}
select id from {{ ref('it\\'s "here"') }}
`,
    });
    const options = { directory: project.directory, env: { DATABASE_URL: database.url } };
    expect((await runCli(['build'], options)).status).toBe('success');
    expect((await runCli(['show', 'my "own" orders'], options)).stdout).toBe('id\n--\n 1\n');
  });
});

function problemsIn(output: string): readonly string[] {
  return output.split('\n').filter((line) => /^[^ ].*: (?:error|warning)\[/.test(line));
}
