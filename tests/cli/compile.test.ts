import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// no database: `compile` asks one only for columns that nobody declared
const FILES = {
  'project.yml': `name: shop
vars: {as_of: {type: date}}
`,
  'seeds/items.yml': `seeds:
  - name: items
    files: "{day}.csv"
    as_of: "{{ day }}"
    columns: {id: integer, n: {type: integer, expectations: [positive]}}
`,
  'seeds/2024-01-31.csv': 'id,n\n1,2\n',
  'models/users.sql': "select id, n from {{ ref('items') }}",
  'models/small.sql': "{{ config(materialized='ephemeral') }} select id from {{ ref('users') }}",
  'models/m.yml': `models:
  - name: users
    tests:
      - covered_by: {other: ref('items')}
    columns:
      - name: n
        tests: [positive, {positive: {name: "few / far", where: id > 1}}, not_null]
  - name: small
    columns: [{name: id, tests: [positive]}]
`,
  'macros/tests.sql': `{% test positive(model, column_name) %}
select {{ column_name }} from {{ model }} where {{ column_name }} <= 0
{% endtest %}
{% test covered_by(model, other) %}select id from {{ model }} except select id from {{ other }}{% endtest %}`,
  'expectations/no_gaps.sql': "select 1 from {{ ref('users') }} where id is null",
} as const;

const AT = ['--vars', 'as_of=2024-01-31'];

function compile(project: TemporaryProject, words: readonly string[]) {
  return runCli(['compile', ...words], { directory: project.directory });
}

async function compiledFiles({ directory }: TemporaryProject): Promise<Record<string, string>> {
  const root = join(directory, 'target/compiled');
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const files = found
    .filter((each) => each.isFile())
    .map((each) => join(each.parentPath, each.name));
  const texts = files
    .sort()
    .map(async (file) => [file.slice(root.length + 1), await readFile(file, 'utf8')]);
  return Object.fromEntries(await Promise.all(texts));
}

test('compile writes the SQL of models, of files of expectations, and of tests of macros', async () => {
  await using project = await temporaryProject(FILES);
  expect(await compile(project, AT)).toEqual({
    status: 'success',
    stderr: '',
    stdout: 'compiled 3 nodes and 5 tests to target/compiled/\n',
  });
  expect(await compiledFiles(project)).toMatchInlineSnapshot(`
    {
      "expectations/no_gaps.sql": "select 1 from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users" where id is null
    ",
      "models/m.yml/few%20%2F%20far.sql": "
    select n from (select * from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users" where (id > 1)) as "dbt_subquery" where n <= 0
    ",
      "models/m.yml/small.id.positive.sql": "
    select id from (select * from (
     select id from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users"
    ) as "small") as "small" where id <= 0
    ",
      "models/m.yml/users.covered_by.sql": "select id from (select * from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users") as "users" except select id from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ",
      "models/m.yml/users.n.positive.sql": "
    select n from (select * from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users") as "users" where n <= 0
    ",
      "models/small.sql": " select id from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users"
    ",
      "models/users.sql": "select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ",
      "seeds/items.yml/items.n.positive.sql": "
    select n from (select * from (select * from "public"."items" where "as_of" = date '2024-01-31') as "items") as "items" where n <= 0
    ",
    }
  `);
});

test('the SQL of one model can go on to psql, and its tests are told beside it', async () => {
  await using project = await temporaryProject(FILES);
  expect(await compile(project, ['-s', 'users', ...AT])).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "compiled the test users.covered_by to target/compiled/models/m.yml/users.covered_by.sql
    compiled the test users.n.positive to target/compiled/models/m.yml/users.n.positive.sql
    compiled the test few / far to target/compiled/models/m.yml/few%20%2F%20far.sql
    ",
      "stdout": "select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ",
    }
  `);
  expect(await compile(project, ['-s', 'users', '--quiet', ...AT])).toMatchObject({ stderr: '' });
});

test('where a test is all that there is, its SQL is the answer', async () => {
  await using project = await temporaryProject(FILES);
  expect(await compile(project, ['-s', 'items', ...AT])).toMatchInlineSnapshot(`
    {
      "status": "success",
      "stderr": "",
      "stdout": "select n from (select * from (select * from "public"."items" where "as_of" = date '2024-01-31') as "items") as "items" where n <= 0
    ",
    }
  `);
  expect(await compile(project, ['-s', 'items'])).toMatchInlineSnapshot(`
    {
      "status": "error",
      "stderr": "error[as-of-missing]: "items" is checked at an as_of, and none is given
     --> seeds/items.yml:5:62
      |
    5 |     columns: {id: integer, n: {type: integer, expectations: [positive]}}
      |                                                              ^^^^^^^^
    hint: add --vars as_of=2024-01-31

    1 error
    ",
      "stdout": "",
    }
  `);
});

test('--json has each test with the node that it is about and the place that declares it', async () => {
  await using project = await temporaryProject(FILES);
  const { stdout } = await compile(project, ['-s', 'small', ...AT, '--json']);
  expect(JSON.parse(stdout)).toMatchInlineSnapshot(`
    {
      "expectations": [
        {
          "compiled_file": "target/compiled/models/m.yml/small.id.positive.sql",
          "file": "models/m.yml",
          "id": "small.id.positive",
          "line": 9,
          "node": "model.shop.small",
          "sql": "
    select id from (select * from (
     select id from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users"
    ) as "small") as "small" where id <= 0
    ",
        },
      ],
      "nodes": [
        {
          "compiled_file": "target/compiled/models/small.sql",
          "file": "models/small.sql",
          "node": "model.shop.small",
          "sql": " select id from (
    select id, n from (select "id", "n" from "public"."items" where "as_of" = date '2024-01-31') as "items"
    ) as "users"",
        },
      ],
    }
  `);
});
