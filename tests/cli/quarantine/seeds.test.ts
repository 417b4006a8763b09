import { expect, test } from 'vitest';
import { createDatabase } from '../../support/database.ts';
import { temporaryProject } from '../temporary-project.ts';
import {
  asof,
  CHECKS,
  FEBRUARY,
  ITEMS,
  JANUARY,
  lines,
  outcome,
  quarantined,
} from './quarantine-project.ts';

const OF_ITEMS = `expectations:\n  - seed: items\n${CHECKS}`;

test('a seed with as_ofs sets rows aside by as_of, and a file that is loaded again replaces its own', async () => {
  await using project = await temporaryProject({
    ...ITEMS,
    'expectations/items.yml': OF_ITEMS,
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n3,c,3\n4,c,4\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-1\n2,b,2\n',
  });
  await using database = await createDatabase();
  const { nodes } = await asof(project, database, ['seed']);
  expect(nodes.map(({ status, rows }) => `${status} ${rows['quarantined']}`).sort()).toEqual([
    'warn 1',
    'warn 3',
  ]);
  expect(await lines(database, 'select as_of::text, id from items order by 1, 2')).toEqual([
    '2024-01-31 1',
    '2024-02-29 2',
  ]);
  const february =
    '2024-02-29 items.n.non_negative {"n": -1, "id": 1, "day": "2024-02-29", "email": "a"}';
  expect(await quarantined(database, 'items')).toEqual([
    '2024-01-31 items.n.non_negative {"n": -2, "id": 2, "day": "2024-01-31", "email": "b"}',
    '2024-01-31 items.email.unique {"n": 3, "id": 3, "day": "2024-01-31", "email": "c"}',
    '2024-01-31 items.email.unique {"n": 4, "id": 4, "day": "2024-01-31", "email": "c"}',
    february,
  ]);
  await project.write(`seeds/${JANUARY}/items.csv`, 'id,email,n\n1,a,1\n2,b,2\n3,c,-3\n');
  const again = await asof(project, database, ['seed']);
  expect(again.nodes.map(({ status }) => status).sort()).toEqual(['unchanged', 'warn']);
  expect(await quarantined(database, 'items')).toEqual([
    '2024-01-31 items.n.non_negative {"n": -3, "id": 3, "day": "2024-01-31", "email": "c"}',
    february,
  ]);
  await project.write(
    'expectations/items.yml',
    OF_ITEMS.replace(', on_fail', ', name: sound, on_fail'),
  );
  await project.write(`seeds/${JANUARY}/items.csv`, 'id,email,n\n1,a,1\n');
  await asof(project, database, ['seed']);
  expect(await quarantined(database, 'items')).toEqual([february]);
});

test('a seed whose checks begin to move rows is loaded again', async () => {
  await using project = await temporaryProject({
    ...ITEMS,
    'expectations/items.yml': OF_ITEMS.replaceAll('on_fail: quarantine', 'severity: warn'),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
  });
  await using database = await createDatabase();
  expect(outcome(await asof(project, database, ['seed']), 'items')).toBe('warn, 2 inserted');
  await project.write('expectations/items.yml', OF_ITEMS);
  expect(outcome(await asof(project, database, ['seed']), 'items')).toBe(
    'warn, 1 inserted, 1 quarantined',
  );
  expect(outcome(await asof(project, database, ['seed']), 'items')).toBe('unchanged');
});

test('of a seed without as_ofs the rows of the files that changed are held against those of the others', async () => {
  await using project = await temporaryProject({
    'project.yml': ITEMS['project.yml'],
    'seeds/items.yml': `seeds:
  - {name: items, files: "{town}.csv", columns: {id: integer, email: text, n: integer}}
`,
    'expectations/items.yml': OF_ITEMS,
    'seeds/paris.csv': 'id,email,n\n1,a,1\n2,b,-2\n',
    'seeds/rome.csv': 'id,email,n\n3,c,3\n4,d,-4\n',
  });
  await using database = await createDatabase();
  await asof(project, database, ['seed']);
  expect(await quarantined(database, 'items')).toEqual([
    '- items.n.non_negative {"n": -2, "id": 2, "town": "paris", "email": "b"}',
    '- items.n.non_negative {"n": -4, "id": 4, "town": "rome", "email": "d"}',
  ]);
  await project.write('seeds/rome.csv', 'id,email,n\n3,a,3\n4,d,4\n5,e,-5\n');
  expect(outcome(await asof(project, database, ['seed']), 'items')).toBe(
    'warn, 1 inserted, 2 quarantined',
  );
  expect(await lines(database, 'select id from items order by id')).toEqual(['1', '4']);
  expect(await quarantined(database, 'items')).toEqual([
    '- items.n.non_negative {"n": -2, "id": 2, "town": "paris", "email": "b"}',
    '- items.email.unique {"n": 3, "id": 3, "town": "rome", "email": "a"}',
    '- items.n.non_negative {"n": -5, "id": 5, "town": "rome", "email": "e"}',
  ]);
});

test('--prune lets go of quarantined rows with their file, and of nothing that is not asof’s', async () => {
  await using project = await temporaryProject({
    ...ITEMS,
    'expectations/items.yml': OF_ITEMS,
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,-1\n2,b,2\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,-1\n2,b,2\n',
  });
  await using database = await createDatabase();
  await asof(project, database, ['seed']);
  const { rm } = await import('node:fs/promises');
  await rm(`${project.directory}/seeds/${JANUARY}`, { recursive: true });
  await asof(project, database, ['seed', '--prune']);
  expect(await lines(database, 'select as_of::text from items__quarantine')).toEqual([FEBRUARY]);
  await rm(`${project.directory}/seeds/${FEBRUARY}`, { recursive: true });
  await project.write('seeds/2024-03-31/items.csv', 'id,email,n\n1,a,1\n');
  await lines(
    database,
    'drop table items__quarantine; create table items__quarantine (as_of date)',
  );
  await lines(database, `insert into items__quarantine values ('${FEBRUARY}')`);
  await asof(project, database, ['seed', '--prune']);
  expect(await lines(database, 'select as_of::text from items__quarantine')).toEqual([FEBRUARY]);
});
