import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

const FILES = {
  'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
models: {+materialized: upsert, +unique_key: id}
`,
  'seeds/items.csv': 'id,n\n1,10\n2,20\n3,30\n',
} as const;

/** The batch of the first is read where it is, that of the second is kept aside: nobody can tell. */
describe.each([
  ['a plain scan', "select id, n from {{ ref('items') }}"],
  ['a computed select', "select id, n * 1 as n from {{ ref('items') }}"],
])('an upsert of %s', (_, sql) => {
  let project: TemporaryProject;
  let database: TestDatabase;

  beforeAll(async () => {
    project = await temporaryProject({ ...FILES, 'models/live.sql': sql });
    database = await createDatabase();
  });

  afterAll(async () => {
    await database?.drop();
    await project?.[Symbol.asyncDispose]();
  });

  async function built(): Promise<{ status: string; rows: unknown; message: unknown }> {
    const { stdout } = await runCli(['build', '--json'], {
      directory: project.directory,
      env: { DATABASE_URL: database.url },
    });
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
    const { status, rows, message } = last.nodes.find(
      (each: { node: string }) => each.node === 'model.shop.live',
    );
    return { status, rows, message };
  }

  const live = () =>
    query(database.url, 'select id::integer as id, n::integer as n from live order by id');

  test('inserts all rows at first', async () => {
    expect(await built()).toEqual({
      status: 'success',
      rows: { inserted: 3, updated: 0, unchanged: 0, missing: 0 },
      message: null,
    });
  });

  test('counts what is new, other, the same and missing, and keeps what is missing', async () => {
    await project.write('seeds/items.csv', 'id,n\n2,20\n3,33\n4,40\n');
    expect(await built()).toEqual({
      status: 'warn',
      rows: { inserted: 1, updated: 1, unchanged: 1, missing: 1 },
      message: '1 key is no longer in the batch',
    });
    expect(await live()).toEqual([
      { id: 1, n: 10 },
      { id: 2, n: 20 },
      { id: 3, n: 33 },
      { id: 4, n: 40 },
    ]);
  });

  test('refuses repeated keys and changes nothing', async () => {
    await project.write('seeds/items.csv', 'id,n\n2,21\n2,22\n');
    expect(await built()).toEqual({
      status: 'error',
      rows: {},
      message: '1 key of "live" (id) are NULL or repeated',
    });
    expect(await live()).toHaveLength(4);
  });

  test('leaves nothing behind that hangs on what it has read', async () => {
    const views = await query(
      database.url,
      `select count(*)::integer as left_over from pg_class where relname = 'asof batch'`,
    );
    expect(views).toEqual([{ left_over: 0 }]);
  });
});
