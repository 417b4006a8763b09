import { expect, test } from 'vitest';
import { createDatabase, query } from '../../support/database.ts';
import {
  asof,
  build,
  FEBRUARY,
  ITEMS,
  JANUARY,
  JANUARY_ITEMS,
  lines,
  outcome,
  quarantined,
  USERS,
  usersModel,
  verifyFindings,
} from '../quarantine/quarantine-project.ts';
import { temporaryProject } from '../temporary-project.ts';
import { afterwards, mend, reasons, requeue } from './requeue-project.ts';

test.each([
  "materialized='table', unique_key='id'",
  "materialized='table'",
  "materialized='upsert', unique_key='id'",
  "materialized='upsert', unique_key='id', on_missing='flag'",
  "materialized='incremental'",
  "materialized='incremental', unique_key='id'",
  "materialized='incremental', unique_key='id', incremental_strategy='upsert'",
])(
  'mended rows of the model %s go back, and others stay with what they fail now',
  async (config) => {
    await using project = await temporaryProject({
      ...usersModel(config),
      [`seeds/${JANUARY}/items.csv`]: JANUARY_ITEMS,
    });
    await using database = await createDatabase();
    await build(project, database, JANUARY);
    await mend(database, 2, { n: 2 });
    await mend(database, 4, { email: 'd' });
    const finished = await requeue(project, database);
    // 3 is the only one with its email by now; 4 has a new one, and still a negative number
    expect(outcome(finished, 'users')).toBe('warn, 1 quarantined, 2 requeued');
    expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2', '3 c 3', '5 null 5']);
    expect(await quarantined(database, 'users')).toEqual([
      '2024-01-31 users.n.non_negative {"n": -4, "id": 4, "email": "d"}',
    ]);
    expect(await afterwards(project, database, 'users')).toEqual(['unchanged']);
    expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2', '3 c 3', '5 null 5']);
    await mend(database, 4, { n: 4 });
    expect(outcome(await requeue(project, database), 'users')).toBe(
      'success, 0 quarantined, 1 requeued',
    );
    expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2', '3 c 3', '4 d 4', '5 null 5']);
    expect(outcome(await requeue(project, database), 'users')).toBe('unchanged');
  },
);

test('rows of an as_of that a live table has left stay, and so does the table', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='upsert', unique_key='id'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,10\n3,c,-3\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  await mend(database, 2, { n: 2 });
  await mend(database, 3, { n: 3 });
  const { nodes } = await requeue(project, database);
  expect(nodes.map(({ status, rows, message }) => [status, rows, message])).toEqual([
    ['superseded', { quarantined: 1 }, 'stands at 2024-02-29, which is later than 2024-01-31'],
    ['success', { requeued: 1, quarantined: 0 }, null],
  ]);
  expect(await lines(database, USERS)).toEqual(['1 a 10', '3 c 3']);
  expect(await quarantined(database, 'users')).toEqual([
    '2024-01-31 users.n.non_negative {"n": 2, "id": 2, "email": "b"}',
  ]);
});

test('an upsert replaces the live row of a mended one, unless its own batch has published the key', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='upsert', unique_key='id', on_missing='flag'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,2\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,x,-1\n2,y,20\n2,z,-2\n3,c,3\n3,c,30\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  expect(await lines(database, USERS)).toEqual(['1 a 1', '2 y 20']);
  await mend(database, 1, { n: 10 });
  await mend(database, 2, { n: 2 });
  await query(
    database.url,
    `update users__quarantine set row = row || '{"email": "d"}' where row @> '{"n": 30}'`,
  );
  const both = await requeue(project, database);
  expect(outcome(both, 'users')).toBe('warn, 1 requeued, 3 quarantined');
  expect(await lines(database, USERS)).toEqual(['1 x 10', '2 y 20']);
  expect(reasons(both)).toEqual([
    'row 2: a row of its key (id) stands already',
    'row 3: its key (id) is that of another row that would go back',
    'row 4: its key (id) is that of another row that would go back',
  ]);
  await query(database.url, `delete from users__quarantine where row @> '{"n": 3}'`);
  expect(outcome(await requeue(project, database), 'users')).toBe(
    'warn, 1 quarantined, 1 requeued',
  );
  expect(await lines(database, USERS)).toEqual(['1 x 10', '2 y 20', '3 d 30']);
  expect(await afterwards(project, database, 'users', FEBRUARY)).toEqual(['unchanged']);
});

test('with delete+insert live rows make room once, and rows of their own batch stay beside each other', async () => {
  await using project = await temporaryProject({
    ...ITEMS,
    'models/lines.sql': `{{ config(materialized='incremental', unique_key='email') }}
select id, email, n from {{ ref('items') }}`,
    'expectations/lines.yml': `expectations:
  - {model: lines, columns: {n: [{non_negative: {on_fail: quarantine}}]}}`,
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,a,2\n3,b,3\n',
    // of "a" nothing holds, of "b" one line does
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n11,a,-11\n12,a,-12\n13,b,13\n14,b,-14\n',
  });
  await using database = await createDatabase();
  const live = 'select id, email, n from public.lines order by id';
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  expect(await lines(database, live)).toEqual(['1 a 1', '2 a 2', '13 b 13']);
  await mend(database, 11, { n: 11 }, 'lines');
  await mend(database, 14, { n: 14 }, 'lines');
  expect(outcome(await requeue(project, database), 'lines')).toBe(
    'warn, 1 quarantined, 2 requeued',
  );
  expect(await lines(database, live)).toEqual(['11 a 11', '13 b 13', '14 b 14']);
  await mend(database, 12, { n: 12 }, 'lines');
  await requeue(project, database);
  expect(await lines(database, live)).toEqual(['11 a 11', '12 a 12', '13 b 13', '14 b 14']);
});

test('a sealed snapshot takes rows back only where it is restated, and keeps what was sealed', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='snapshot', unique_key='id', keep_restated=true"),
    [`seeds/${JANUARY}/items.csv`]: JANUARY_ITEMS,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  const unmended = await requeue(project, database);
  expect([unmended.status, outcome(unmended, 'users')]).toEqual([
    'success',
    'warn, 0 requeued, 3 quarantined',
  ]);
  await mend(database, 2, { n: 2 });
  const refused = await requeue(project, database);
  expect([refused.status, refused.nodes[0]?.status]).toEqual(['fail', 'refused']);
  expect(refused.nodes[0]?.diagnostics).toMatchObject([
    {
      code: 'snapshot-sealed',
      message: '"users" of 2024-01-31 is sealed, and a quarantined row would be added',
      hint: 'to put them back: requeue --restate --select users --reason "…"',
    },
  ]);
  expect(await lines(database, USERS)).toEqual(['1 a 1', '5 null 5']);
  const restated = await requeue(project, database, [
    '--restate',
    '--select',
    'users',
    '--reason',
    'emails came late',
  ]);
  expect(outcome(restated, 'users')).toBe('warn, 1 requeued, 2 quarantined');
  expect(await lines(database, USERS)).toEqual(['1 a 1', '2 b 2', '5 null 5']);
  expect(
    await lines(
      database,
      'select status, row_count, restated_reason, kept_as is not null as kept from asof.snapshots order by row_count',
    ),
  ).toEqual(['restated 2 emails came late true', 'sealed 3 null false']);
  expect(await afterwards(project, database, 'users')).toEqual(['unchanged']);
});

test('rows go back into the as_of and the file of a seed that they were loaded with', async () => {
  await using project = await temporaryProject({
    ...ITEMS,
    'seeds/items.yml': `seeds:
  - name: items
    files: "{day}/{shop}.csv"
    as_of: "{{ day }}"
    unique_key: [shop, id]
    columns: {id: integer, email: text, n: integer}
  - name: notes
    files: "notes_{shop}.csv"
    columns: {id: integer, text: text}
`,
    'expectations/all.yml': `expectations:
  - {seed: items, columns: {n: [{non_negative: {on_fail: quarantine}}]}}
  - {seed: notes, columns: {text: [{not_null: {on_fail: quarantine}}]}}
`,
    [`seeds/${JANUARY}/bern.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
    [`seeds/${JANUARY}/rome.csv`]: 'id,email,n\n1,c,-3\n',
    [`seeds/${FEBRUARY}/bern.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
    'seeds/notes_bern.csv': 'id,text\n1,\n2,x\n',
    'seeds/notes_rome.csv': 'id,text\n3,\n4,y\n',
  });
  await using database = await createDatabase();
  await asof(project, database, ['seed']);
  await mend(database, 2, { n: 2 }, 'items');
  await query(
    database.url,
    `update items__quarantine set row = row || '{"n": 3, "shop": "oslo"}' where row @> '{"shop": "rome"}'`,
  );
  await mend(database, 1, { text: 'a' }, 'notes');
  await mend(database, 3, { text: 'c' }, 'notes');
  const finished = await requeue(project, database, ['--vars', `as_of=${JANUARY}`]);
  const ended = finished.nodes.map(({ node, status, rows }) => [node, status, rows]);
  expect(ended.sort()).toEqual([
    ['seed.shop.items', 'warn', { requeued: 1, quarantined: 1 }],
    ['seed.shop.notes', 'success', { requeued: 2, quarantined: 0 }],
  ]);
  // files are loaded side by side: which of their rows came first is a matter of chance
  expect(reasons(finished)).toEqual([
    expect.stringMatching(/^row \d: no file that is loaded says so by its path: day, shop$/),
  ]);
  expect(
    await lines(database, 'select as_of::text, shop, id, n from items order by 1, 2, 3'),
  ).toEqual(['2024-01-31 bern 1 1', '2024-01-31 bern 2 2', '2024-02-29 bern 1 1']);
  const seeded = await asof(project, database, ['seed']);
  expect(seeded.nodes.map(({ status }) => status)).toEqual(['unchanged', 'unchanged', 'unchanged']);
  expect(await verifyFindings(project, database)).toEqual([]);
  // a file that is loaded again brings its own rows, and quarantines those again
  await project.write('seeds/notes_bern.csv', 'id,text\n1,\n2,z\n');
  await asof(project, database, ['seed']);
  expect(await lines(database, 'select id, text from notes order by id')).toEqual([
    '2 z',
    '3 c',
    '4 y',
  ]);
  expect(await lines(database, 'select row::text from notes__quarantine')).toEqual([
    '{"id": 1, "shop": "bern", "text": null}',
  ]);
});
