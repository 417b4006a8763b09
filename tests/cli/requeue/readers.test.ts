import { expect, test } from 'vitest';
import { createDatabase } from '../../support/database.ts';
import {
  asof,
  build,
  FEBRUARY,
  type Finished,
  JANUARY,
  lines,
  outcome,
  quarantined,
  USERS,
  usersModel,
  verifyFindings,
} from '../quarantine/quarantine-project.ts';
import { temporaryProject } from '../temporary-project.ts';
import { mend, requeue } from './requeue-project.ts';

const READERS = {
  'models/total.sql': `{{ config(materialized='table') }}\nselect sum(n) as n from {{ ref('users') }}`,
  'models/frozen.sql': `{{ config(materialized='snapshot', unique_key='id') }}\nselect id, n from {{ ref('users') }}`,
} as const;

const ITEMS_OF_JANUARY = 'id,email,n\n1,a,1\n2,b,-2\n';

function statuses({ nodes }: Finished): readonly string[] {
  return nodes
    .map(({ node, status }) => `${node.slice(node.lastIndexOf('.') + 1)} ${status}`)
    .sort();
}

test('what reads a node is built again once rows went back into it, and what is sealed is stale', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    ...READERS,
    [`seeds/${JANUARY}/items.csv`]: ITEMS_OF_JANUARY,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await mend(database, 2, { n: 2 });
  const finished = await requeue(project, database);
  expect(finished.diagnostics.map((each) => each.message)).toEqual([
    '"frozen" of 2024-01-31 is sealed, and its inputs changed since',
  ]);
  const after = await build(project, database, JANUARY);
  expect(statuses(after)).toEqual([
    'frozen refused',
    'items unchanged',
    'total success',
    'users unchanged',
  ]);
  expect(await lines(database, 'select n from public.total')).toEqual(['3']);
  const restated = await asof(project, database, [
    ...['build', '--vars', `as_of=${JANUARY}`],
    ...['--restate', '--select', 'frozen', '--reason', 'mended'],
  ]);
  expect(restated.status).toBe('success');
  const quiet = await build(project, database, JANUARY);
  expect([statuses(quiet), quiet.diagnostics]).toEqual([
    ['frozen unchanged', 'items unchanged', 'total unchanged', 'users unchanged'],
    [],
  ]);
});

test('rows that went back into a seed are read by what is built from it, and stay while its files do', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    'expectations/users.yml':
      'expectations: [{seed: items, columns: {n: [{non_negative: {on_fail: quarantine}}]}}]',
    [`seeds/${JANUARY}/items.csv`]: ITEMS_OF_JANUARY,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await mend(database, 2, { n: 2 }, 'items');
  expect(outcome(await requeue(project, database), 'items')).toBe(
    'success, 0 quarantined, 1 requeued',
  );
  expect(statuses(await build(project, database, JANUARY))).toEqual([
    'items unchanged',
    'users success',
  ]);
  expect(statuses(await build(project, database, JANUARY))).toEqual([
    'items unchanged',
    'users unchanged',
  ]);
  expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2']);
  expect(await verifyFindings(project, database)).toEqual([]);
});

test('a build that has to write the as_of again brings the rows of its source, and sets them aside again', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: ITEMS_OF_JANUARY,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await mend(database, 2, { n: 2 });
  await requeue(project, database);
  await project.write(`seeds/${JANUARY}/items.csv`, `${ITEMS_OF_JANUARY}3,c,3\n`);
  expect(outcome(await build(project, database, JANUARY), 'users')).toBe(
    'warn, 1 quarantined, 2 inserted',
  );
  expect(await lines(database, USERS)).toEqual(['1 a 1', '3 c 3']);
  expect(await quarantined(database, 'users')).toEqual([
    '2024-01-31 users.n.non_negative {"n": -2, "id": 2, "email": "b"}',
  ]);
});

test('a row whose parent goes back goes back with it, and one whose parent does not stays', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    'models/visits.sql': `{{ config(materialized='table') }}
select id * 10 as id, id as user_id from {{ ref('items') }}`,
    'expectations/visits.yml': `expectations:
  - model: visits
    columns: {user_id: [{relationships: {to: users, field: id, on_fail: quarantine}}]}
`,
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n3,c,-3\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  expect(await lines(database, 'select id from public.visits')).toEqual(['10']);
  await mend(database, 3, { n: 3 });
  const finished = await requeue(project, database, ['--concurrency', '4']);
  expect([outcome(finished, 'users'), outcome(finished, 'visits')]).toEqual([
    'warn, 1 quarantined, 1 requeued',
    'warn, 1 quarantined, 1 requeued',
  ]);
  expect(await lines(database, 'select id from public.visits order by id')).toEqual(['10', '30']);
});

test('a snapshot is not checked against live rows of another time', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table', unique_key='id'"),
    'models/frozen.sql': `{{ config(materialized='snapshot', unique_key='id') }}
select id, n from {{ ref('items') }}`,
    'expectations/frozen.yml': `expectations:
  - model: frozen
    columns: {id: [{relationships: {to: users, field: id, on_fail: quarantine}}]}
`,
    [`seeds/${JANUARY}/items.csv`]: ITEMS_OF_JANUARY,
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,2\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  const finished = await requeue(project, database, [
    ...['--select', 'frozen', '--restate', '--reason', 'users came late'],
  ]);
  expect(finished.nodes.map(({ status, message }) => [status, message])).toEqual([
    ['refused', 'needs at 2024-01-31 the rows of "users", which stands at 2024-02-29'],
  ]);
  expect(await lines(database, 'select as_of::text, id from frozen order by 1, 2')).toEqual([
    '2024-01-31 1',
    '2024-02-29 1',
    '2024-02-29 2',
  ]);
});

test('two at once put each row back once', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='table'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n3,c,-3\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await mend(database, 2, { n: 2 });
  await mend(database, 3, { n: 3 });
  const both = await Promise.all([requeue(project, database), requeue(project, database)]);
  expect(both.map((each) => each.status)).toEqual(['success', 'success']);
  expect(both.map((each) => each.nodes[0]?.rows['requeued'] ?? 0).sort()).toEqual([0, 2]);
  expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2', '3 c 3']);
});
