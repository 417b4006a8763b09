import { expect, test } from 'vitest';
import { createDatabase } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import {
  asof,
  build,
  FEBRUARY,
  ITEMS,
  JANUARY,
  lines,
  outcome,
  quarantined,
  usersModel,
} from './quarantine-project.ts';

function shop(checks: string, config = "materialized='table', unique_key='id'") {
  return {
    ...usersModel(config, checks),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n3,c,3\n4,d,4\n',
  };
}

test('the result of a check says what was moved, and where to', async () => {
  await using project = await temporaryProject(
    shop('    columns: {n: [{non_negative: {on_fail: quarantine}}]}\n'),
  );
  await using database = await createDatabase();
  const { expectations } = await build(project, database, JANUARY);
  expect(expectations).toMatchObject([
    {
      id: 'users.n.non_negative',
      status: 'warn',
      element_count: 4,
      unexpected_count: 1,
      message: '1 of 4 rows are unexpected (25 %): moved to public.users__quarantine',
      unexpected_keys: [{ id: 2 }],
      partial_unexpected_list: [-2],
      kept_in: null,
      quarantined_in: '"public"."users__quarantine"',
    },
  ]);
  expect(await lines(database, expectations[0]?.sql ?? '')).toEqual([
    '1 [object Object] [object Object]',
  ]);
  expect(
    await lines(
      database,
      "select status, rows_inserted, rows_quarantined from asof.node_runs where node_id like 'model%'",
    ),
  ).toEqual(['warn 3 1']);
});

test.each([
  ['mostly: 0.75', 'warn, 1 quarantined, 3 inserted'],
  ['mostly: 0.8', 'fail'],
  ['error_if: "> 1"', 'warn, 1 quarantined, 3 inserted'],
  ['error_if: ">= 25%"', 'fail'],
  ['warn_if: "> 3"', 'warn, 1 quarantined, 3 inserted'],
])('with %s, one bad row of four is: %s', async (limit, expected) => {
  await using project = await temporaryProject(
    shop(`    columns: {n: [{non_negative: {on_fail: quarantine, ${limit}}}]}\n`),
  );
  await using database = await createDatabase();
  const finished = await build(project, database, JANUARY);
  expect(outcome(finished, 'users')).toBe(expected);
  if (expected !== 'fail') return;
  expect(finished.expectations).toMatchObject([
    {
      status: 'fail',
      unexpected_count: 1,
      message: '1 of 4 rows are unexpected (25 %), too many to be quarantined',
      unexpected_keys: [{ id: 2 }],
      kept_in: '"asof_failures"."users.n.non_negative"',
      quarantined_in: null,
    },
  ]);
  expect(
    await lines(
      database,
      "select to_regclass('public.users') as users, to_regclass('public.users__quarantine') as moved",
    ),
  ).toEqual(['null null']);
});

test('beyond the limit no row of a live table is written, however few they are among all of it', async () => {
  await using project = await temporaryProject({
    ...shop(
      '    columns: {n: [{non_negative: {on_fail: quarantine, mostly: 0.5}}]}\n',
      "materialized='incremental', incremental_strategy='append'",
    ),
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n5,e,-5\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  expect(outcome(await build(project, database, FEBRUARY), 'users')).toBe('fail');
  expect(await lines(database, 'select id from users order by id')).toEqual(['1', '3', '4']);
});

test('what is left must hold, and where it does not, nothing was moved', async () => {
  await using project = await temporaryProject(
    shop(`    columns: {n: [{non_negative: {on_fail: quarantine}}]}
    table: [{row_count_to_be_between: {min_value: 4}}]\n`),
  );
  await using database = await createDatabase();
  const finished = await build(project, database, JANUARY);
  expect(outcome(finished, 'users')).toBe('fail');
  expect(finished.expectations.map(({ id, status }) => [id, status])).toEqual([
    ['users.row_count_to_be_between', 'fail'],
    ['users.n.non_negative', 'warn'],
  ]);
  expect(finished.expectations[1]).toMatchObject({
    message: '1 of 4 rows are unexpected (25 %)',
    kept_in: '"asof_failures"."users.n.non_negative"',
    quarantined_in: null,
    sql: null,
  });
  expect(await lines(database, "select to_regclass('public.users__quarantine')")).toEqual(['null']);
  expect(
    await lines(database, 'select row from asof_failures."users.n.non_negative"'),
  ).toHaveLength(1);
  await project.write(
    'expectations/users.yml',
    `expectations:
  - model: users
    columns: {n: [{non_negative: {on_fail: quarantine}}]}\n`,
  );
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 1 quarantined, 3 inserted',
  );
  // what a quarantine holds is kept nowhere else
  expect(await lines(database, 'select row from asof_failures."users.n.non_negative"')).toEqual([]);
});

test('rows of which nothing is left are a model without rows', async () => {
  await using project = await temporaryProject(
    shop('    columns: {n: [{be_between: {min_value: 100, on_fail: quarantine}}]}\n'),
  );
  await using database = await createDatabase();
  const { nodes } = await build(project, database, JANUARY);
  expect(nodes.map(({ status }) => status)).toEqual(['success', 'error']);
});

test('a check that the database refuses moves nothing, and shuts the gate with its reason', async () => {
  await using project = await temporaryProject(
    shop(`    columns:
      n: [{non_negative: {on_fail: quarantine}}]
    rows:
      - {name: divides, sql: 1 / (n - 3) > -1, on_fail: quarantine}
      - {name: nowhere, sql: nowhere > 1, on_fail: quarantine}
`),
  );
  await using database = await createDatabase();
  const finished = await build(project, database, JANUARY);
  expect(outcome(finished, 'users')).toBe('fail');
  expect(finished.expectations.map(({ id, status, message }) => [id, status, message])).toEqual([
    ['users.n.non_negative', 'fail', '1 of 4 rows are unexpected (25 %)'],
    ['divides', 'error', 'division by zero (SQLSTATE 22012)'],
    ['nowhere', 'error', 'column "nowhere" does not exist (SQLSTATE 42703)'],
  ]);
});

test('--no-gate moves what can be moved, and publishes what cannot', async () => {
  await using project = await temporaryProject(
    shop('    columns: {n: [{non_negative: {on_fail: quarantine, mostly: 0.9}}]}\n'),
  );
  await using database = await createDatabase();
  const words = ['build', '--no-gate', '--vars', `as_of=${JANUARY}`];
  await asof(project, database, words);
  expect(await lines(database, 'select count(*) from users')).toEqual(['4']);
  await project.write(
    'expectations/users.yml',
    `expectations:
  - model: users
    columns: {n: [{non_negative: {on_fail: quarantine}}]}\n`,
  );
  // what moves rows is part of what a node is: it is built again
  expect(outcome(await asof(project, database, words), 'users')).toBe(
    'warn, 1 quarantined, 3 inserted',
  );
});

test('a NULL passes, where is heeded, and a row that nothing is known of is not moved', async () => {
  await using project = await temporaryProject({
    ...shop(`    columns:
      email: [{match_regex: {regex: "^[a-z]$", on_fail: quarantine}}]
    rows:
      - {name: grows, sql: n > id, on_fail: quarantine, where: "email <> 'b'"}
`),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,,1\n2,b,-2\n3,c,\n4,D,40\n5,e,-5\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  expect(await lines(database, 'select id from users order by id')).toEqual(['1', '2', '3']);
  expect(await quarantined(database, 'users')).toEqual([
    '2024-01-31 users.email.match_regex {"n": 40, "id": 4, "email": "D"}',
    '2024-01-31 grows {"n": -5, "id": 5, "email": "e"}',
  ]);
});

test('children of a row that is moved go with it, and orphans come back when their parent does', async () => {
  await using project = await temporaryProject({
    'project.yml': ITEMS['project.yml'],
    'seeds/people.csv': 'id,boss\n1,\n2,1\n3,2\n4,9\n5,4\n6,3\n',
    'seeds/people.yml': 'seeds: [{name: people, columns: {id: integer, boss: integer}}]',
    'models/staff.sql':
      "{{ config(materialized='table') }}\nselect id, boss from {{ ref('people') }}\n",
    'expectations/staff.yml': `expectations:
  - model: staff
    columns: {boss: [{relationships: {to: staff, field: id, on_fail: quarantine}}]}
`,
  });
  await using database = await createDatabase();
  expect(outcome(await asof(project, database, ['build']), 'staff')).toBe(
    'warn, 2 quarantined, 4 inserted',
  );
  expect(await lines(database, 'select id from staff order by id')).toEqual(['1', '2', '3', '6']);
  await project.write('seeds/people.csv', 'id,boss\n1,\n2,1\n3,2\n4,9\n5,4\n6,3\n9,1\n');
  expect(outcome(await asof(project, database, ['build']), 'staff')).toBe('success, 7 inserted');
  expect(await lines(database, 'select count(*) from staff__quarantine')).toEqual(['0']);
});

test('what reads another node is asked again when that node changed', async () => {
  await using project = await temporaryProject({
    ...shop(
      '    columns: {email: [{relationships: {to: letters, field: letter, on_fail: quarantine}}]}\n',
    ),
    'seeds/letters.csv': 'letter\na\nb\n',
    'seeds/letters.yml': 'seeds: [{name: letters}]',
  });
  await using database = await createDatabase();
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 2 inserted, 2 quarantined',
  );
  await project.write('seeds/letters.csv', 'letter\na\nb\nc\n');
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 1 quarantined, 3 inserted',
  );
});

test('a relation of that name which is no quarantine is left alone', async () => {
  await using project = await temporaryProject(
    shop('    columns: {n: [{non_negative: {on_fail: quarantine}}]}\n'),
  );
  await using database = await createDatabase();
  await lines(database, 'create table public.users__quarantine (id int)');
  const { nodes } = await build(project, database, JANUARY);
  expect(nodes[1]).toMatchObject({
    status: 'error',
    message:
      '"public.users__quarantine" must be the table of the quarantined rows of "users", not a table with other columns',
  });
});
