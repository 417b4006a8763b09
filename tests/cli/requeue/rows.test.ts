import { expect, test } from 'vitest';
import { createDatabase, query, type TestDatabase } from '../../support/database.ts';
import {
  build,
  CHECKS,
  ITEMS,
  JANUARY,
  lines,
  outcome,
  quarantined,
  USERS,
  usersModel,
} from '../quarantine/quarantine-project.ts';
import { temporaryProject } from '../temporary-project.ts';
import { mend, reasons, requeue } from './requeue-project.ts';

const TYPED = {
  ...ITEMS,
  'models/things.sql': `{{ config(materialized='table', unique_key='id', constraints=[
  {'type': 'check', 'name': 'short', 'expression': 'length(name) < 9'},
  {'type': 'unique', 'columns': ['name']}]) }}
select id, email as name, n::numeric(6,2) as price, date '2024-01-05' as day, n > 0 as is_open,
  json_build_object('n', n)::jsonb as extra
from {{ ref('items') }}`,
  'expectations/things.yml': `expectations:
  - {model: things, columns: {price: [{non_negative: {on_fail: quarantine}}]}}`,
  [`seeds/${JANUARY}/items.csv`]: `id,email,n\n1,a,1\n${[2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]
    .map((id) => `${id},x${id},-1`)
    .join('\n')}\n`,
} as const;

function set(database: TestDatabase, id: number, row: string): Promise<unknown> {
  return query(
    database.url,
    `update public.things__quarantine set row = ${row} where (row ->> 'id') = $1`,
    [String(id)],
  );
}

test('a row that is no row of the model stays, each with all that is wrong with it, and the others go back', async () => {
  await using project = await temporaryProject(TYPED);
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await query(database.url, `update things__quarantine set row = row || '{"price": 2}'`);
  await set(database, 2, `row || '{"price": "much", "day": "soon"}'`);
  await set(database, 3, `(row || '{"cost": 3, "size": 1}') - 'name' - 'day'`);
  await set(database, 4, `row || '{"price": 1.005}'`);
  await set(database, 5, `row || '{"price": "7.50", "is_open": "true"}'`);
  await set(database, 6, `row || '{"day": "2024-01-06 12:00"}'`);
  await set(database, 7, `row || '{"id": null}'`);
  await set(database, 8, `row || '{"id": 1}'`);
  await set(database, 9, `row || '{"id": 10}'`);
  await set(database, 11, `row || '{"name": "far too long"}'`);
  await set(database, 12, `row || '{"name": "a"}'`);
  await query(database.url, `update things__quarantine set row = '[13]' where row @> '{"id": 13}'`);
  const finished = await requeue(project, database);
  expect(outcome(finished, 'things')).toBe('warn, 1 requeued, 11 quarantined');
  expect(reasons(finished)).toEqual([
    'row 1: "day" is no date: invalid input syntax for type date: "soon"; "price" is no numeric(6,2): invalid input syntax for type numeric: "much"',
    'row 2: it lacks the column "name"; it lacks the column "day"; "cost" is no column of public.things; "size" is no column of public.things',
    'row 3: "price" would be read as 1.01, which is not what it says',
    'row 5: "day" would be read as "2024-01-06", which is not what it says',
    'row 6: its key (id) is NULL',
    'row 7: a row of its key (id) stands already',
    'row 8: its key (id) is that of another row that would go back',
    'row 9: its key (id) is that of another row that would go back',
    'row 10: new row for relation "things" violates check constraint "short" (SQLSTATE 23514)',
    'row 11: duplicate key value violates unique constraint "things_name_key" (SQLSTATE 23505)',
    'row 12: its "row" is no JSON object',
  ]);
  expect(
    await lines(database, 'select id, name, price, is_open from public.things order by id'),
  ).toEqual(['1 a 1.00 true', '5 x5 7.50 true']);
});

test('of many rows that a constraint refuses each is found, and all others go back', async () => {
  const count = 40;
  const ids = Array.from({ length: count }, (_, at) => at + 1);
  await using project = await temporaryProject({
    ...TYPED,
    [`seeds/${JANUARY}/items.csv`]: `id,email,n\n${ids.map((id) => `${id},x${id},-1`).join('\n')}\n100,ok,1\n`,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await query(
    database.url,
    `update things__quarantine set row = row || jsonb_build_object('price', 1, 'name',
    case when (row ->> 'id')::int % 7 = 0 then 'far too long' else row ->> 'name' end)`,
  );
  const finished = await requeue(project, database);
  expect(outcome(finished, 'things')).toBe('warn, 35 requeued, 5 quarantined');
  expect(
    await lines(
      database,
      `select row ->> 'id' as id from things__quarantine order by things__quarantine.id`,
    ),
  ).toEqual(['7', '14', '21', '28', '35']);
});

test('a gate that shuts on the node as it would be leaves rows and quarantine as they were', async () => {
  await using project = await temporaryProject({
    ...usersModel(
      "materialized='upsert', unique_key='id'",
      `${CHECKS}    table: [{row_count_to_be_between: {max_value: 2}}]\n`,
    ),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n3,c,-3\n5,e,5\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await mend(database, 2, { n: 2 });
  const before = await quarantined(database, 'users');
  const finished = await requeue(project, database);
  expect([finished.status, finished.nodes[0]?.status]).toEqual(['fail', 'fail']);
  expect(finished.expectations.map(({ id, status }) => [id, status])).toEqual([
    ['users.row_count_to_be_between', 'fail'],
    ['users.n.non_negative', 'warn'],
    ['users.email.unique', 'pass'],
  ]);
  expect(await lines(database, USERS)).toEqual(['1 a 1', '5 e 5']);
  expect(await quarantined(database, 'users')).toEqual(before);
});

test('a check that cannot be asked shuts the gate, and one with a limit does not', async () => {
  await using project = await temporaryProject({
    ...usersModel(
      "materialized='table', unique_key='id'",
      `    columns: {n: [{non_negative: {on_fail: quarantine, mostly: 0.5}}]}\n`,
    ),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n3,c,-3\n4,d,4\n5,e,5\n6,f,-6\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await mend(database, 2, { n: 2 });
  expect(outcome(await requeue(project, database), 'users')).toBe(
    'warn, 1 requeued, 2 quarantined',
  );
  await project.write(
    'expectations/users.yml',
    `expectations: [{model: users, columns: {email: [{match_regex: {regex: "(", on_fail: quarantine}}]}}]`,
  );
  await mend(database, 3, { n: 3 });
  const finished = await requeue(project, database);
  expect([finished.status, finished.expectations.map(({ status }) => status)]).toEqual([
    'fail',
    ['error'],
  ]);
  expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2', '4 d 4', '5 e 5']);
});

test('values of columns that are personal are shown in no reason', async () => {
  await using project = await temporaryProject({
    ...TYPED,
    'models/things.yml': `models:
  - name: things
    columns: [{name: price, tags: [pii]}]
`,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await set(database, 2, `row || '{"price": "1000 secret"}'`);
  await set(database, 3, `row || '{"price": 1.239}'`);
  const finished = await requeue(project, database);
  expect(reasons(finished)).toEqual([
    'row 1: "price" is no numeric(6,2)',
    'row 2: "price" would be read as something else, which is not what it says',
  ]);
  expect(JSON.stringify(finished)).not.toContain('secret');
});

test('what nothing was set aside of has nothing to put back, and what can have nothing is told so', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    'models/plain.sql': 'select 1 as id',
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n',
  });
  await using database = await createDatabase();
  const never = await requeue(project, database);
  expect(never.nodes.map(({ status, message }) => [status, message])).toEqual([
    ['unchanged', 'nothing is quarantined'],
  ]);
  await build(project, database, JANUARY);
  const { nodes, status } = await requeue(project, database);
  expect([status, nodes[0]?.status, nodes[0]?.message]).toEqual([
    'success',
    'unchanged',
    'nothing is quarantined',
  ]);
  const plain = await requeue(project, database, ['--select', 'plain']);
  expect([plain.status, plain.diagnostics]).toMatchObject([
    'error',
    [{ message: 'there is nothing for "requeue" to do' }],
  ]);
});

test('rows of a table that was dropped since have nowhere to go back to', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await query(database.url, 'drop table public.users');
  const { nodes, status } = await requeue(project, database);
  expect([status, nodes[0]?.status, nodes[0]?.diagnostics]).toMatchObject([
    'fail',
    'refused',
    [
      {
        code: 'requeue-refused',
        message: '"users" holds nothing of 2024-01-31 that quarantined rows could go back to',
        hint: 'build it again: run build --select users --vars as_of=2024-01-31',
      },
    ],
  ]);
});
