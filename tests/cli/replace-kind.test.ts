import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

beforeAll(async () => {
  project = await temporaryProject({
    'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
  });
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

/** Builds the model as one of a kind, and answers what stands in the database with its rows. */
async function build(config: string, ...options: readonly string[]) {
  const select = 'select n::int as id from generate_series(1, 3) as n';
  await project.write('models/items.sql', `{{ config(${config}) }}\n${select}`);
  const { status, stderr } = await runCli(['models', ...options], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const [found] = await query(
    database.url,
    `select c.relkind, (select count(*)::int from public.items) as rows
from pg_catalog.pg_class as c where c.oid = 'public.items'::regclass`,
  );
  return { status, stderr, found };
}

test('a view that asof built makes room for any table, and gets back its place by a full refresh', async () => {
  const kinds = [
    `materialized='table'`,
    `materialized='incremental'`,
    `materialized='incremental', unique_key='id', incremental_strategy='upsert'`,
    `materialized='upsert', unique_key='id'`,
  ];
  await build(`materialized='view'`);
  for (const kind of kinds) {
    expect(await build(kind)).toMatchObject({
      status: 'success',
      found: { relkind: 'r', rows: 3 },
    });
    const refused = await build(`materialized='view'`);
    expect(refused).toMatchObject({ status: 'fail', found: { relkind: 'r', rows: 3 } });
    expect(refused.stderr).toContain(
      'hint: build it with --full-refresh, which drops the table and its rows',
    );
    const replaced = await build(`materialized='view'`, '--full-refresh');
    expect(replaced).toMatchObject({ status: 'success', found: { relkind: 'v', rows: 3 } });
  }
});

test('nothing that hangs on it is lost', async () => {
  await query(database.url, 'create view public.report as select id from public.items');
  const refused = await build(`materialized='table'`);
  expect(refused).toMatchObject({ status: 'fail', found: { relkind: 'v', rows: 3 } });
  expect(refused.stderr).toContain('error[model-dependents]');
  expect(refused.stderr).toContain('view report');
  await query(database.url, 'drop view public.report');
});

test('a view that someone else made stays', async () => {
  await query(database.url, 'drop view public.items; create view public.items as select 1 as id');
  const refused = await build(`materialized='table'`, '--full-refresh');
  expect(refused).toMatchObject({ status: 'fail', found: { relkind: 'v', rows: 1 } });
  expect(refused.stderr).toContain('asof never drops what it did not build');
});
