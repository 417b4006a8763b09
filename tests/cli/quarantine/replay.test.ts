import { expect, test } from 'vitest';
import { createDatabase } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import { asof, build, FEBRUARY, ITEMS, JANUARY, lines, quarantined } from './quarantine-project.ts';

test('a full refresh gives the quarantines of every as_of that it replays', async () => {
  const select = "select id, email, n from {{ ref('items') }}";
  await using project = await temporaryProject({
    ...ITEMS,
    'models/users.sql': `{{ config(materialized='upsert', unique_key='id') }}\n${select}`,
    'models/kept.sql': `{{ config(materialized='snapshot', unique_key='id') }}\n${select}`,
    'models/versions.sql': `{{ config(materialized='history', strategy='check', check_cols='all', unique_key='id') }}\n${select}`,
    'expectations/all.yml': `expectations:
  - {model: [users, kept, versions], columns: {n: [{non_negative: {name: sound, on_fail: quarantine}}]}}
`,
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-10\n2,b,2\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  const expected = (table: string) => [
    `2024-01-31 ${table}.sound {"n": -2, "id": 2, "email": "b"}`,
    `2024-02-29 ${table}.sound {"n": -10, "id": 1, "email": "a"}`,
  ];
  const tables = ['users', 'kept', 'versions'];
  const rows = 'select * from users order by id';
  const before = await lines(database, rows);
  for (const table of tables) expect(await quarantined(database, table)).toEqual(expected(table));
  const words = ['build', '--full-refresh', '--vars', `as_of=${FEBRUARY}`];
  const { nodes } = await asof(project, database, words);
  expect(
    nodes.every(({ status }) => ['success', 'warn', 'unchanged'].includes(status)),
    JSON.stringify(nodes),
  ).toBe(true);
  expect(await lines(database, rows)).toEqual(before);
  for (const table of tables) expect(await quarantined(database, table)).toEqual(expected(table));
  const runs =
    'select count(distinct run_id) from users__quarantine where run_id in (select run_id from asof.runs)';
  expect(await lines(database, runs)).toEqual(['1']);
});

test('rows of as_ofs that a snapshot lets go of leave its quarantine too', async () => {
  await using project = await temporaryProject({
    ...ITEMS,
    'models/kept.sql': `{{ config(materialized='snapshot', unique_key='id', retain='1 month') }}
select id, email, n from {{ ref('items') }}`,
    'expectations/all.yml': `expectations:
  - {model: kept, columns: {n: [{non_negative: {on_fail: quarantine}}]}}
`,
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-10\n2,b,2\n',
    'seeds/2024-03-31/items.csv': 'id,email,n\n1,a,-10\n2,b,2\n',
  });
  await using database = await createDatabase();
  for (const asOf of [JANUARY, FEBRUARY, '2024-03-31']) await build(project, database, asOf);
  const held = 'select distinct as_of::text from kept order by 1';
  expect(await lines(database, held)).toEqual(
    await lines(database, held.replace('kept', 'kept__quarantine')),
  );
  expect(await lines(database, held)).not.toContain(JANUARY);
});
