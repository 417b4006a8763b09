import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { createDatabase, query, type TestDatabase } from '../support/database.ts';
import { type TemporaryProject, temporaryProject } from './temporary-project.ts';

// One project and one database for the file: each test goes on from where the one before ended.
let project: TemporaryProject;
let database: TestDatabase;

const model = (settings: string) =>
  `{{ config(materialized='snapshot', unique_key='id', keep_restated=true${settings}) }}
select id, email, boss from {{ ref('people') }}
`;

beforeAll(async () => {
  project = await temporaryProject({
    'project.yml': `name: shop
vars:
  as_of: {type: date}
targets:
  warehouse: {url: "{{ env_var('DATABASE_URL') }}"}
`,
    'seeds/seeds.yml': `seeds:
  - name: people
    files: "people_{day}.csv"
    as_of: "{{ day }}"
    unique_key: id
    columns: {id: integer, email: text, boss: integer}
`,
    'seeds/people_2024-01-31.csv': 'id,email,boss\n1,a@x,\n2,b@x,1\n',
    'seeds/people_2024-02-29.csv': 'id,email,boss\n1,a@x,\n2,b@x,1\n',
    'seeds/people_2024-03-31.csv': 'id,email,boss\n1,a@x,\n2,a@x,1\n',
    'models/staff.sql': model(''),
  });
  database = await createDatabase();
});

afterAll(async () => {
  await database?.drop();
  await project?.[Symbol.asyncDispose]();
});

async function build(asOf: string, ...words: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr } = await runCli(
    ['build', '--vars', `as_of=${asOf}`, '--json', ...words],
    { directory: project.directory, env: { DATABASE_URL: database.url } },
  );
  const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}');
  const found = last.nodes
    .filter(({ node }: { node: string }) => node === 'model.shop.staff')
    .map(
      (each: { status: string; message: string | null }) => `${each.status} ${each.message ?? ''}`,
    );
  return [...stderr.split('\n').filter((line) => line.startsWith('warning')), ...found];
}

/** Of each table of the snapshot: indexes beside the key, and what constraints say. */
async function definitions(): Promise<readonly string[]> {
  const rows = await query(
    database.url,
    `select c.relname || ': ' || regexp_replace(pg_get_indexdef(i.indexrelid), '.* (INDEX|USING) ', '')
       || case when i.indisunique then ' unique' else '' end
       || case when i.indisvalid then '' else ' not valid' end as says
     from pg_index as i join pg_class as c on c.oid = i.indrelid
     where c.relname ~ '^staff' and not i.indisprimary
     union all
     select c.relname || ': ' || pg_get_constraintdef(k.oid)
     from pg_constraint as k join pg_class as c on c.oid = k.conrelid
     where c.relname ~ '^staff' and k.contype = 'c'
     union all
     select c.relname || ': ' || a.attname || ' not null'
     from pg_attribute as a join pg_class as c on c.oid = a.attrelid
     where c.relname ~ '^staff' and c.relkind in ('r', 'p') and a.attnotnull and a.attname = 'email'
     order by 1`,
    [],
  );
  return rows.map(({ says }) => String(says));
}

const PER_AS_OF = (day: string) => [
  `staff__${day}: CHECK ((id > 0))`,
  `staff__${day}: btree (boss) WHERE (boss > 0)`,
  `staff__${day}: btree (email, as_of) unique`,
  `staff__${day}: email not null`,
];

test('indexes that are added cover the as_ofs that are sealed; constraints hold from then on', async () => {
  expect(await build('2024-01-31')).toEqual(['success ']);
  expect(await definitions()).toEqual([]);
  await project.write(
    'models/staff.sql',
    model(`, indexes=[{'columns': 'email', 'unique': true}, {'columns': 'boss', 'where': 'boss > 0'}],
  constraints=[{'type': 'check', 'expression': 'id > 0'}, {'type': 'not_null', 'columns': 'email'}]`),
  );
  expect(await build('2024-02-29')).toEqual(['success ']);
  expect(await definitions()).toEqual([
    'staff: btree (boss) WHERE (boss > 0)',
    'staff: btree (email, as_of) unique',
    'staff__2024_01_31: btree (boss) WHERE (boss > 0)',
    'staff__2024_01_31: btree (email, as_of) unique',
    ...PER_AS_OF('2024_02_29'),
  ]);
});

test('rows that break them are refused, and nothing is left', async () => {
  const [failed] = await build('2024-03-31');
  expect(failed).toMatch(/^error .*duplicate key|^error .*could not create unique index/);
  expect(
    await query(database.url, `select count(*)::int as n from staff where as_of = '2024-03-31'`),
  ).toEqual([{ n: 0 }]);
  expect((await definitions()).length).toBe(8);
  await project.write('seeds/people_2024-03-31.csv', 'id,email,boss\n1,a@x,\n2,,1\n');
  const [null_] = await build('2024-03-31');
  expect(null_).toMatch(/^error .*null values/);
  await project.write('seeds/people_2024-03-31.csv', 'id,email,boss\n1,a@x,\n2,c@x,1\n');
  expect(await build('2024-03-31')).toEqual(['success ']);
});

test('a restatement has them too, and what it replaces keeps its own', async () => {
  await project.write('seeds/people_2024-02-29.csv', 'id,email,boss\n1,a@x,\n2,d@x,1\n');
  const reason = ['--restate', '--select', '+staff', '--reason', 'late'];
  expect(await build('2024-02-29', ...reason)).toEqual([
    'success restated: what was sealed before stays on record',
  ]);
  const found = await definitions();
  expect(found.filter((each) => each.startsWith('staff__2024_02_29:'))).toEqual(
    PER_AS_OF('2024_02_29'),
  );
  const kept = found.filter((each) => each.startsWith('staff__2024_02_29__restated_'));
  expect(kept.map((each) => each.replace(/__restated_\w+/, ''))).toEqual(PER_AS_OF('2024_02_29'));
});

test('what a snapshot has no use for is said, and no more', async () => {
  await project.write('models/staff.sql', model(', unlogged=true'));
  expect(await build('2024-03-31')).toEqual([
    'warning[config-unused]: the model "staff" is materialized as snapshot, which has no use for "unlogged"',
    'success ',
  ]);
});

test('an as_of that a replay takes has them too', async () => {
  await project.write(
    'models/staff.sql',
    model(`, indexes=[{'columns': 'email', 'unique': true}, {'columns': 'boss', 'where': 'boss > 0'}],
  constraints=[{'type': 'check', 'expression': 'id > 0'}, {'type': 'not_null', 'columns': 'email'}]`),
  );
  await project.write('seeds/people_2024-04-30.csv', 'id,email,boss\n1,a@x,\n2,d@x,1\n');
  await project.write('seeds/people_2024-05-31.csv', 'id,email,boss\n1,a@x,\n2,d@x,1\n');
  await build('2024-05-31', '--full-refresh');
  const found = await definitions();
  expect(found.filter((each) => each.startsWith('staff__2024_05_31:'))).toEqual(
    PER_AS_OF('2024_05_31'),
  );
});
