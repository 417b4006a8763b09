import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const FILES = {
  'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  'seeds/items.csv': 'id,n\n1,2\n2,3\n',
  'models/as_view.sql': "select id, n from {{ ref('items') }}",
  'models/doubled.sql':
    "{{ config(materialized='ephemeral') }} select id, n * 2 as n from {{ ref('items') }}",
  'models/as_table.sql': `{{ config(materialized='table', unique_key='id', indexes=[{'columns': ['n']}]) }}
select id, n from {{ ref('doubled') }}`,
  'models/grown.sql': `{{ config(materialized='incremental', unique_key='id', incremental_strategy='upsert') }}
select id, n from {{ ref('items') }} {% if is_incremental() %}where n > 2{% endif %}`,
} as const;

beforeAll(async () => {
  project = await temporaryProject(FILES);
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

function build() {
  return runCli(['build', '--json'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
}

/** `node: status` of a run, by name. */
function statuses(stdout: string): readonly string[] {
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  return last.nodes
    .map((each: { node: string; status: string }) => `${each.node}: ${each.status}`)
    .sort();
}

async function rows(sql: string): Promise<string> {
  return JSON.stringify(await query(database.url, sql));
}

test('every materialization is built, ephemerals inside their readers', async () => {
  expect(statuses((await build()).stdout)).toEqual([
    'model.shop.as_table: success',
    'model.shop.as_view: success',
    'model.shop.grown: success',
    'seed.shop.items: success',
  ]);
  expect(await rows('select id::int, n::int from as_table order by id')).toBe(
    '[{"id":1,"n":4},{"id":2,"n":6}]',
  );
});

test('building again changes nothing', async () => {
  expect(statuses((await build()).stdout).every((each) => each.endsWith('unchanged'))).toBe(true);
});

test('views, grants and foreign keys on a rebuilt table survive', async () => {
  await query(
    database.url,
    `create view report as select id, n from as_table;
     create table child (id bigint references as_table);
     insert into child values (1);
     grant select on as_table to public`,
  );
  await project.write('seeds/items.csv', 'id,n\n1,2\n3,9\n');
  expect((await build()).status).toBe('success');
  expect(await rows('select id::int, n::int from report order by id')).toBe(
    '[{"id":1,"n":4},{"id":3,"n":18}]',
  );
  expect(await rows("select has_table_privilege('public', 'as_table', 'select') as granted")).toBe(
    '[{"granted":true}]',
  );
});

test('a table that others depend on gets the constraints and indexes that are added to it', async () => {
  await project.write(
    'models/as_table.sql',
    `{{ config(materialized='table', unique_key='id', indexes=[{'columns': ['n', 'id']}],
  constraints=[{'type': 'not_null', 'columns': ['n']}, {'type': 'check', 'expression': 'n > 0', 'name': 'positive'}]) }}
select id, n from {{ ref('doubled') }}`,
  );
  expect((await build()).status).toBe('success');
  expect(
    await rows(`select (select attnotnull from pg_attribute where attrelid = 'as_table'::regclass and attname = 'n') as is_not_null,
  to_regclass('as_table_n_id_idx') is not null as has_index,
  exists (select from pg_constraint where conrelid = 'as_table'::regclass and conname = 'positive') as has_check`),
  ).toBe('[{"is_not_null":true,"has_index":true,"has_check":true}]');
});

test('an incremental model keeps what its batch no longer has', async () => {
  expect(await rows('select id::int, n::int from grown order by id')).toBe(
    '[{"id":1,"n":2},{"id":2,"n":3},{"id":3,"n":9}]',
  );
});

test('a rebuild that would lose a dependent is refused, and the table stays', async () => {
  await project.write(
    'models/as_table.sql',
    "{{ config(materialized='table', unique_key='id') }} select id from {{ ref('doubled') }}",
  );
  const { status, stdout } = await build();
  expect(status).toBe('fail');
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  const refused = last.nodes.find((each: { status: string }) => each.status === 'error');
  expect(refused.diagnostics[0].code).toBe('model-dependents');
  expect(await rows('select id::int, n::int from report order by id')).toBe(
    '[{"id":1,"n":4},{"id":3,"n":18}]',
  );
});
