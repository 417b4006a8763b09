import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const SETTINGS = `unique_key='id', constraints=[
  {'type': 'foreign_key', 'columns': 'boss', 'to': self, 'to_columns': 'id'},
  {'type': 'check', 'expression': 'id > 0'},
  {'type': 'check', 'expression': 'boss > 0'}],
  indexes=[{'columns': 'boss'}, {'columns': 'boss', 'where': 'boss > 1'}]`;

function model(materialized: string, name: string, bottom: number): string {
  return `{% set self = '${name}' %}{{ config(materialized='${materialized}', ${SETTINGS}) }}
select id, boss from (values (1, null), (2, 1), (3, ${bottom})) as v (id, boss)`;
}

beforeAll(async () => {
  project = await temporaryProject({
    'project.yml': `name: shop
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
    'models/staff.sql': model('table', 'staff', 1),
    'models/people.sql': model('upsert', 'people', 1),
  });
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function build(): Promise<readonly string[]> {
  const { stdout } = await runCli(['build', '--json'], {
    directory: project.directory,
    env: { DATABASE_URL: database.url },
  });
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  return last.nodes
    .map(
      (each: { node: string; status: string; message: string | null }) =>
        `${each.node}: ${each.status} ${each.message ?? ''}`,
    )
    .sort();
}

/** Constraints with what they say, and indexes with their names. */
async function definitions(table: string): Promise<readonly unknown[]> {
  const constraints = await query(
    database.url,
    `select pg_get_constraintdef(oid) as says from pg_constraint
     where conrelid = $1::regclass and contype <> 'n' order by 1`,
    [table],
  );
  const indexes = await query(
    database.url,
    `select regexp_replace(indexdef, '.* USING ', '') as says from pg_indexes
     where tablename = $1 order by 1`,
    [table],
  );
  return [...constraints, ...indexes].map(({ says }) => says);
}

const DEFINITIONS = (table: string) => [
  'CHECK ((boss > 0))',
  'CHECK ((id > 0))',
  `FOREIGN KEY (boss) REFERENCES ${table}(id)`,
  'PRIMARY KEY (id)',
  'btree (boss)',
  'btree (boss) WHERE (boss > 1)',
  'btree (id)',
];

test.each(['first', 'second'])(
  'tables have all their constraints and indexes after a %s build',
  async (time) => {
    if (time === 'second') {
      await project.write('models/staff.sql', model('table', 'staff', 2));
      await project.write('models/people.sql', model('upsert', 'people', 2));
    }
    expect(await build()).toEqual(['model.shop.people: success ', 'model.shop.staff: success ']);
    for (const table of ['staff', 'people']) {
      expect(await definitions(table)).toEqual(DEFINITIONS(table));
    }
  },
);
