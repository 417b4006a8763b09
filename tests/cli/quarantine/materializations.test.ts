import { expect, test } from 'vitest';
import { createDatabase } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import {
  build,
  CHECKS,
  EVENTS,
  FEBRUARY,
  JANUARY,
  JANUARY_ITEMS,
  lines,
  outcome,
  quarantined,
  USERS,
  usersModel,
  verifyFindings,
} from './quarantine-project.ts';

test('a table publishes the rows that hold, and keeps each of the others once with all that it fails', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: JANUARY_ITEMS,
  });
  await using database = await createDatabase();
  const first = await build(project, database, JANUARY);
  expect(outcome(first, 'users')).toBe('warn, 2 inserted, 3 quarantined');
  expect(await lines(database, USERS)).toEqual(['1 a 1', '5 null 5']);
  expect(await quarantined(database, 'users')).toEqual([
    '2024-01-31 users.n.non_negative {"n": -2, "id": 2, "email": "b"}',
    '2024-01-31 users.email.unique {"n": 3, "id": 3, "email": "c"}',
    '2024-01-31 users.n.non_negative+users.email.unique {"n": -4, "id": 4, "email": "c"}',
  ]);
});

test('building an as_of again replaces what it quarantined, and an unchanged node keeps it', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n3,c,-3\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-1\n2,b,2\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  const again = await build(project, database, JANUARY);
  expect(outcome(again, 'users')).toBe('unchanged');
  const bad = [
    '2024-01-31 users.n.non_negative {"n": -2, "id": 2, "email": "b"}',
    '2024-01-31 users.n.non_negative {"n": -3, "id": 3, "email": "c"}',
  ];
  expect(await quarantined(database, 'users')).toEqual(bad);
  await project.write(`seeds/${JANUARY}/items.csv`, 'id,email,n\n1,a,1\n2,b,2\n3,c,-3\n');
  const mended = await build(project, database, JANUARY);
  expect(outcome(mended, 'users')).toBe('warn, 1 quarantined, 2 inserted');
  expect(await quarantined(database, 'users')).toEqual([bad[1]]);
  await build(project, database, FEBRUARY);
  expect(await quarantined(database, 'users')).toEqual([
    bad[1],
    '2024-02-29 users.n.non_negative {"n": -1, "id": 1, "email": "a"}',
  ]);
});

test.each([
  ['keep', 'warn, 0 unchanged, 1 inserted, 1 missing, 1 updated, 2 quarantined'],
  ['delete', 'warn, 0 unchanged, 1 deleted, 1 inserted, 1 missing, 1 updated, 2 quarantined'],
  ['flag', 'warn, 0 unchanged, 1 inserted, 1 missing, 1 updated, 2 quarantined'],
])(
  'an upsert with on_missing: %s leaves the live row of a quarantined one as it was, and misses it not',
  async (onMissing, expected) => {
    await using project = await temporaryProject({
      ...usersModel(`materialized='upsert', unique_key='id', on_missing='${onMissing}'`),
      [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,2\n3,c,3\n',
      // 1 goes bad, 2 changes, 3 is gone, 4 is new and bad, 5 is new
      [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-1\n2,b,20\n4,d,-4\n5,e,5\n',
    });
    await using database = await createDatabase();
    await build(project, database, JANUARY);
    expect(outcome(await build(project, database, FEBRUARY), 'users')).toBe(expected);
    const flag = onMissing === 'flag' ? ', missing_since::text' : '';
    const live = await lines(database, `select id, email, n${flag} from users order by id`);
    const none = onMissing === 'flag' ? ' null' : '';
    expect(live).toEqual([
      `1 a 1${none}`,
      `2 b 20${none}`,
      ...(onMissing === 'delete' ? [] : [`3 c 3${onMissing === 'flag' ? ' 2024-02-29' : ''}`]),
      `5 e 5${none}`,
    ]);
    expect(await quarantined(database, 'users')).toEqual([
      '2024-02-29 users.n.non_negative {"n": -1, "id": 1, "email": "a"}',
      '2024-02-29 users.n.non_negative {"n": -4, "id": 4, "email": "d"}',
    ]);
  },
);

test('rows that would clash with what stays in a live table are found, however that comes about', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='upsert', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,2\n3,c,3\n',
    // 1 goes bad and so keeps "a", which 2 wanted, and so 2 keeps "b", which 4 wanted; 5 wants what 3 has kept
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,z,-1\n2,a,2\n4,b,4\n5,c,5\n6,f,6\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  const { nodes } = await build(project, database, FEBRUARY);
  expect(nodes.map(({ node, status }) => [node, status])).toEqual([
    ['seed.shop.items', 'success'],
    ['model.shop.users', 'warn'],
  ]);
  expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2', '3 c 3', '6 f 6']);
  expect(
    await lines(database, `select key ->> 'id' as id from users__quarantine order by 1`),
  ).toEqual(['1', '2', '4', '5']);
});

test.each([
  ["'append'", ['1 a 1', '2 b 2', '3 c 3', '3 g 30']],
  ["'delete+insert', unique_key='id'", ['1 a 1', '2 b 2', '3 g 30']],
  ["'upsert', unique_key='id'", ['1 a 1', '2 b 2', '3 g 30']],
])('an incremental model that adds by %s writes only what holds', async (strategy, expected) => {
  await using project = await temporaryProject({
    ...usersModel(`materialized='incremental', incremental_strategy=${strategy}`),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,2\n3,c,3\n9,x,-9\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,d,-1\n3,g,30\n5,b,5\n',
  });
  await using database = await createDatabase();
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 1 quarantined, 3 inserted',
  );
  await build(project, database, FEBRUARY);
  const rows = await lines(database, 'select id, email, n from users order by id, n');
  // "b" stands twice in an append: the row that stands in the table stays
  expect(rows).toEqual(expected);
  expect(await quarantined(database, 'users')).toEqual([
    '2024-01-31 users.n.non_negative {"n": -9, "id": 9, "email": "x"}',
    '2024-02-29 users.n.non_negative {"n": -1, "id": 1, "email": "d"}',
    '2024-02-29 users.email.unique {"n": 5, "id": 5, "email": "b"}',
  ]);
});

test('a batch that asks what the table holds lets go of no row that it does not bring again', async () => {
  const select = `{{ config(materialized='incremental', unique_key='id') }}
select id, email, n from {{ source('app', 'events') }}
{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}`;
  await using project = await temporaryProject({
    ...EVENTS,
    'models/users.sql': select,
    'expectations/users.yml': `expectations:\n  - model: users\n${CHECKS}`,
  });
  await using database = await createDatabase();
  await lines(
    database,
    `create table public.events as select * from (values (1, 'a', 1), (2, 'b', -2), (3, 'c', 3)) as e (id, email, n)`,
  );
  const first = await build(project, database, JANUARY);
  expect(outcome(first, 'users')).toBe('warn, 1 quarantined, 2 inserted');
  await lines(database, `insert into public.events values (4, 'd', -4), (5, 'e', 5)`);
  const second = await build(project, database, JANUARY);
  expect(outcome(second, 'users')).toBe('warn, 0 deleted, 1 inserted, 1 quarantined');
  expect(await quarantined(database, 'users')).toEqual([
    '- users.n.non_negative {"n": -2, "id": 2, "email": "b"}',
    '- users.n.non_negative {"n": -4, "id": 4, "email": "d"}',
  ]);
});

test('the seal of a snapshot is of what it publishes', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='snapshot', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: JANUARY_ITEMS,
  });
  await using database = await createDatabase();
  const first = await build(project, database, JANUARY);
  expect(outcome(first, 'users')).toBe('warn, 2 inserted, 3 quarantined');
  expect(await lines(database, 'select row_count, status from asof.snapshots')).toEqual([
    '2 sealed',
  ]);
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe('unchanged');
  // another bad row changes nothing of what is sealed
  await project.write(`seeds/${JANUARY}/items.csv`, `${JANUARY_ITEMS}6,f,-6\n`);
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 2 unchanged, 4 quarantined',
  );
  expect(await lines(database, 'select count(*) from users__quarantine')).toEqual(['4']);
});

test.each(['close', 'mark', 'ignore'])(
  'a history with hard_deletes: %s goes on with the version that it had',
  async (hardDeletes) => {
    await using project = await temporaryProject({
      ...usersModel(
        `materialized='history', strategy='check', check_cols='all', unique_key='id', hard_deletes='${hardDeletes}'`,
      ),
      [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,2\n3,c,3\n',
      [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-1\n2,b,20\n4,d,-4\n',
      'seeds/2024-03-31/items.csv': 'id,email,n\n1,a,10\n2,b,20\n',
    });
    await using database = await createDatabase();
    await build(project, database, JANUARY);
    // late, and then between two others
    await build(project, database, '2024-03-31');
    const { nodes } = await build(project, database, FEBRUARY);
    expect(nodes.map(({ status }) => status)).toEqual(['success', 'warn']);
    const versions = await lines(
      database,
      `select id, n, valid_from::text, valid_to::text from users where id < 3 ${hardDeletes === 'mark' ? 'and not is_deleted' : ''} order by id, valid_from`,
    );
    expect(versions).toEqual([
      '1 1 2024-01-31 2024-03-31',
      '1 10 2024-03-31 null',
      '2 2 2024-01-31 2024-02-29',
      '2 20 2024-02-29 null',
    ]);
    expect(await quarantined(database, 'users')).toEqual([
      '2024-02-29 users.n.non_negative {"n": -1, "id": 1, "email": "a"}',
      '2024-02-29 users.n.non_negative {"n": -4, "id": 4, "email": "d"}',
    ]);
    // what goes on is read at the as_of too
    expect(await verifyFindings(project, database)).toEqual([]);
  },
);

test('the newest version of a history goes on too', async () => {
  await using project = await temporaryProject({
    ...usersModel(
      "materialized='history', strategy='check', check_cols='all', unique_key='id', hard_deletes='close'",
    ),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,2\n3,c,3\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-1\n2,b,20\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  const versions =
    'select id, n, valid_from::text, valid_to::text from users order by id, valid_from';
  expect(await lines(database, versions)).toEqual([
    '1 1 2024-01-31 null',
    '2 2 2024-01-31 2024-02-29',
    '2 20 2024-02-29 null',
    '3 3 2024-01-31 2024-02-29',
  ]);
});

test('checks that look at the rows before a row are asked again of those that are left', async () => {
  await using project = await temporaryProject({
    ...usersModel(
      "materialized='table', unique_key='id'",
      `    table:
      - mutually_exclusive_ranges: {lower_bound_column: id, upper_bound_column: n, where: "email = 'range'", on_fail: quarantine}
    columns:
      n:
        - non_negative: {on_fail: quarantine}
        - be_increasing: {order_by: [id], where: "email = 'order'", on_fail: quarantine}
`,
    ),
    [`seeds/${JANUARY}/items.csv`]: `id,email,n
1,order,1
2,order,5
3,order,3
4,order,4
5,order,6
10,range,15
12,range,14
16,range,20
17,other,-1
`,
  });
  await using database = await createDatabase();
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 4 quarantined, 5 inserted',
  );
  expect(await lines(database, 'select id from users order by id')).toEqual([
    '1',
    '2',
    '5',
    '10',
    '16',
  ]);
  expect(await quarantined(database, 'users')).toEqual([
    '2024-01-31 users.n.be_increasing {"n": 3, "id": 3, "email": "order"}',
    '2024-01-31 users.n.be_increasing {"n": 4, "id": 4, "email": "order"}',
    '2024-01-31 users.mutually_exclusive_ranges {"n": 14, "id": 12, "email": "range"}',
    '2024-01-31 users.n.non_negative {"n": -1, "id": 17, "email": "other"}',
  ]);
});
