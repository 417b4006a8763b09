import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file; roles belong to the cluster, so their names are its own.
let project: TemporaryProject;
let database: TestDatabase;
const token = randomBytes(4).toString('hex');
const reader = `asof_test_reader_${token}`;
const writer = `asof test "writer" ${token}`;

beforeAll(async () => {
  project = await temporaryProject({
    'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
    'seeds/items.csv': 'id,n\n1,2\n2,3\n',
    'macros/note.sql':
      '{% macro note(what) %}insert into notes values ({{ what | literal }}){% endmacro %}',
  });
  database = await createDatabase();
  await query(
    database.url,
    `create role "${reader}"; create role "${writer.replaceAll('"', '""')}"; create table notes (note text)`,
  );
});

afterAll(async () => {
  await database?.drop();
  await using other = await createDatabase();
  await query(other.url, `drop role "${reader}"; drop role "${writer.replaceAll('"', '""')}"`);
  await project?.[Symbol.asyncDispose]();
});

async function build(name: string) {
  const { status, stdout, stderr } = await runCli(['build', '-s', `+${name}`, '--quiet'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  return { status, stdout, stderr };
}

async function column(sql: string): Promise<readonly unknown[]> {
  return (await query(database.url, sql)).map((row) => Object.values(row)[0]);
}

test('hooks are templates: they see this, refs and macros, and run around the build', async () => {
  await project.write(
    'models/hooked.sql',
    `{{ config(materialized='table',
  pre_hook="insert into notes select 'items: ' || count(*) from {{ ref('items') }}",
  post_hook=["insert into notes select '{{ this.name }}: ' || count(*) from {{ this }}", "{{ note('done') }}"]) }}
select 1 as one`,
  );
  expect((await build('hooked')).status).toBe('success');
  expect(await column('select note from notes')).toEqual(['items: 2', 'hooked: 1', 'done']);
});

test('a hook that fails points at itself, and nothing of the build stays', async () => {
  await project.write('models/half.sql', "{{ config(materialized='table') }} select 1 as one");
  await project.write(
    'models/half.yml',
    `models:
  - name: half
    config:
      post_hook: insert into {{ this }} (two) values (2)
`,
  );
  expect(await build('half')).toEqual({
    status: 'fail',
    stdout: '',
    stderr: `
ERROR  model public.half
compiled SQL: target/compiled/models/half.sql

error[database-error]: column "two" of relation "half" does not exist (SQLSTATE 42703)
 --> models/half.yml:4:42
  |
4 |       post_hook: insert into {{ this }} (two) values (2)
  |                                          ^^^
`,
  });
  expect(await column("select to_regclass('half')::text")).toEqual([null]);
});

test('a mistake in the template of a hook is found before anything runs', async () => {
  await project.write(
    'models/half.yml',
    `models:
  - name: half
    config: {post_hook: ["select 1", "select {{ ref('item') }}"]}
`,
  );
  expect(await build('half')).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[ref-not-found]: there is no model or seed named "item"
 --> models/half.yml:3:54
  |
3 |     config: {post_hook: ["select 1", "select {{ ref('item') }}"]}
  |                                                      ^^^^
hint: did you mean "items"?

1 error
`,
  });
  await project.write('models/half.yml', 'models: []\n');
});

async function grantsOf(relation: string): Promise<readonly unknown[]> {
  return column(`select format('%s: %s', coalesce(rolname, 'public'), privilege_type)
from pg_class cross join aclexplode(relacl) as acl left join pg_roles as role on role.oid = grantee
where pg_class.oid = '${relation}'::regclass and grantee <> relowner order by 1`);
}

test('the privileges that a model names are held by exactly the roles that it names', async () => {
  const model = (grants: string) =>
    project.write(
      'models/granted.sql',
      `{{ config(materialized='table', grants=${grants}) }} select 1 as one`,
    );
  await model(JSON.stringify({ select: [reader, writer], insert: writer }));
  expect((await build('granted')).status).toBe('success');
  const both = [`${writer}: INSERT`, `${writer}: SELECT`, `${reader}: SELECT`];
  expect(await grantsOf('granted')).toEqual(both.toSorted());
  await query(database.url, `grant delete on granted to "${reader}"`);
  await model(JSON.stringify({ select: 'public', insert: [] }));
  expect((await build('granted')).status).toBe('success');
  expect(await grantsOf('granted')).toEqual([`${reader}: DELETE`, 'public: SELECT']);
});

test('a privilege that does not exist is a mistake of the project', async () => {
  await project.write(
    'models/granted.sql',
    "{{ config(grants={'selekt': ['public']}) }} select 1 as one",
  );
  expect(await build('granted')).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[config-unknown-key]: "selekt" is not a key of "grants"
 --> models/granted.sql:1:18
  |
1 | {{ config(grants={'selekt': ['public']}) }} select 1 as one
  |                  ^^^^^^^^^^^^^^^^^^^^^^
hint: did you mean "select"?

1 error
`,
  });
});

test('a role that does not exist is an error of the model, and nothing is published', async () => {
  await project.write(
    'models/granted.sql',
    "{{ config(materialized='table', grants={'select': ['nobody here']}) }} select 2 as two",
  );
  expect(await build('granted')).toEqual({
    status: 'fail',
    stdout: '',
    stderr: `
ERROR  model public.granted
compiled SQL: target/compiled/models/granted.sql

error[database-error]: role "nobody here" does not exist (SQLSTATE 42704)
 --> models/granted.sql:1:1
  |
1 | {{ config(materialized='table', grants={'select': ['nobody here']}) }} select 2 as two
  | ^
`,
  });
  expect(await column('select one from granted')).toEqual([1]);
});

test('a contract holds the select to its columns and types', async () => {
  await project.write('models/held.sql', "select 1 as id, 'x' as extra, 2::bigint as n");
  await project.write(
    'models/held.yml',
    `models:
  - name: held
    config: {contract: {enforced: true}}
    columns:
      - {name: id, data_type: int}
      - {name: n, data_type: integer}
      - {name: gone, data_type: text}
`,
  );
  expect(await build('held')).toEqual({
    status: 'fail',
    stdout: '',
    stderr: `
ERROR  model public.held
compiled SQL: target/compiled/models/held.sql

error[model-contract]: the select does not give the columns of the contract
 --> models/held.sql:1:1
  |
1 | select 1 as id, 'x' as extra, 2::bigint as n
  | ^
note: "extra" (text) is not in the contract
note: "gone" (text) is not in the select at models/held.yml:7:16
note: "n" must be integer, and the select gives bigint at models/held.yml:6:16
hint: change the select, or declare what it gives
`,
  });
  await project.write('models/held.sql', "select 3 as n, 'x' as gone, 1 as id");
  expect((await build('held')).status).toBe('success');
});

test('a contract without types is found before anything runs', async () => {
  await project.write(
    'models/held.yml',
    `models:
  - name: held
    config: {contract: {enforced: true}}
    columns: [{name: id}]
`,
  );
  expect(await build('held')).toEqual({
    status: 'error',
    stdout: '',
    stderr: `error[model-contract]: the contract of "held" needs the type of "id"
 --> models/held.yml:4:22
  |
4 |     columns: [{name: id}]
  |                      ^^
hint: write id: {type: text}, or whatever it is

1 error
`,
  });
  await project.write('models/held.yml', 'models: []\n');
});

test.for([
  ['fail', 'fail', ['id']],
  ['append_new_columns', 'success', ['id', 'n']],
  ['sync_all_columns', 'success', ['id', 'n']],
  ['ignore', 'success', ['id']],
] as const)('on_schema_change: %s with a new column', async ([setting, status, columns]) => {
  const name = `grown_${setting}`;
  const model = (select: string) =>
    project.write(
      `models/${name}.sql`,
      `{{ config(materialized='incremental', unique_key='id', on_schema_change='${setting}') }} ${select}`,
    );
  await model("select id from {{ ref('items') }}");
  expect((await build(name)).status).toBe('success');
  await model("select id, n from {{ ref('items') }}");
  expect((await build(name)).status).toBe(status);
  const held = await column(
    `select attname::text from pg_attribute where attrelid = '${name}'::regclass and attnum > 0 order by attnum`,
  );
  expect(held).toEqual(columns);
});
