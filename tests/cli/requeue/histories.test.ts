import { expect, test } from 'vitest';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import {
  asof,
  build,
  FEBRUARY,
  type Finished,
  ITEMS,
  JANUARY,
  lines,
  outcome,
  USERS,
  usersModel,
  verifyFindings,
} from '../quarantine/quarantine-project.ts';
import { type TemporaryProject, temporaryProject } from '../temporary-project.ts';
import { afterwards, mend, reasons, requeue } from './requeue-project.ts';

const VERSIONS =
  'select id, email, n, valid_from::text, valid_to::text from public.users order by id, valid_from';

const CHECK = "strategy='check', check_cols='all'";
const TIMESTAMP = "strategy='timestamp', updated_at='updated_at'";

/** A history of rows that say when they were changed. */
function timedModel(config: string) {
  return {
    ...usersModel(''),
    'seeds/items.yml': ITEMS['seeds/items.yml'].replace(
      'n: integer',
      'n: integer, updated_at: timestamp',
    ),
    'models/users.sql': `{{ config(materialized='history', unique_key='id', ${config}) }}
select id, email, n, updated_at from {{ ref('items') }}
`,
  };
}

interface Months {
  readonly january: string;
  readonly february: string;
  /** The same without its faults. */
  readonly mended: string;
}

function projectOf(
  model: Readonly<Record<string, string>>,
  january: string,
  february: string,
): Promise<TemporaryProject> {
  return temporaryProject({
    ...model,
    [`seeds/${JANUARY}/items.csv`]: january,
    [`seeds/${FEBRUARY}/items.csv`]: february,
  });
}

/** Builds both months from sound files, and answers the versions. */
async function versionsOf(
  model: Readonly<Record<string, string>>,
  january: string,
  february: string,
): Promise<readonly string[]> {
  await using project = await projectOf(model, january, february);
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  // before the database is gone
  return await lines(database, VERSIONS);
}

const UNTIMED: Months = {
  january: 'id,email,n\n1,a,1\n2,b,2\n4,d,4\n',
  february: 'id,email,n\n1,a,-10\n2,b,2\n3,c,-3\n',
  mended: 'id,email,n\n1,a,10\n2,b,2\n3,c,3\n',
};

const TIMED: Months = {
  january: `id,email,n,updated_at
1,a,1,2024-01-10 08:00
2,b,2,2023-12-01 08:00
4,d,4,2024-01-31 23:59:59
`,
  february: `id,email,n,updated_at
1,a,-10,2024-02-03 09:30
2,b,2,2023-12-01 08:00
3,c,-3,2024-01-20 08:00
`,
  mended: `id,email,n,updated_at
1,a,10,2024-02-03 09:30
2,b,2,2023-12-01 08:00
3,c,3,2024-01-20 08:00
`,
};

test.each(
  [CHECK, TIMESTAMP].flatMap((strategy) =>
    ['ignore', 'close', 'mark'].map((hardDeletes) => `${strategy}, hard_deletes='${hardDeletes}'`),
  ),
)(
  'a history with %s takes rows of its newest as_of, and reads as if they had been built',
  async (config) => {
    const isTimed = config.startsWith(TIMESTAMP);
    const { january, february, mended } = isTimed ? TIMED : UNTIMED;
    const model = isTimed
      ? timedModel(config)
      : usersModel(`materialized='history', unique_key='id', ${config}`);
    await using project = await projectOf(model, january, february);
    await using database = await createDatabase();
    await build(project, database, JANUARY);
    await build(project, database, FEBRUARY);
    await mend(database, 1, { n: 10 });
    await mend(database, 3, { n: 3 });
    expect(outcome(await requeue(project, database), 'users')).toBe(
      'success, 0 quarantined, 2 requeued',
    );
    expect(await lines(database, VERSIONS)).toEqual(await versionsOf(model, january, mended));
    expect(await afterwards(project, database, 'users', FEBRUARY)).toEqual(['unchanged']);
  },
);

test('a history takes no rows of an as_of before its newest, which would change what was read since', async () => {
  await using project = await temporaryProject({
    ...usersModel("materialized='history', unique_key='id', strategy='check', check_cols='all'"),
    [`seeds/${JANUARY}/items.csv`]: 'id,email,n\n1,a,1\n2,b,-2\n',
    [`seeds/${FEBRUARY}/items.csv`]: 'id,email,n\n1,a,1\n',
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  await mend(database, 2, { n: 2 });
  const { nodes, status } = await requeue(project, database);
  expect([status, nodes[0]?.status, nodes[0]?.message]).toEqual([
    'success',
    'superseded',
    'stands at 2024-02-29, which is later than 2024-01-31',
  ]);
  expect(await lines(database, USERS)).toEqual(['1 a 1']);
});

test('by updated_at, a row stays that is not of the as_of, or is the version that is valid', async () => {
  await using project = await temporaryProject({
    ...timedModel(TIMESTAMP),
    [`seeds/${JANUARY}/items.csv`]: `id,email,n,updated_at
1,a,1,2024-01-10 08:00
2,b,2,2024-01-10 08:00
`,
    [`seeds/${FEBRUARY}/items.csv`]: `id,email,n,updated_at
1,a,-10,2024-02-03 09:30
2,b,-2,2024-02-03 09:30
3,c,-3,2024-02-29 23:59:59
4,d,-4,2024-02-29 10:00
5,e,-5,2024-02-29 10:00
6,f,6,2024-02-29 10:00
`,
  });
  await using database = await createDatabase();
  await build(project, database, JANUARY);
  await build(project, database, FEBRUARY);
  // the same version, which says something else
  await mend(database, 1, { n: 10, updated_at: '2024-01-10T08:00:00' });
  // the same version, which says the same
  await mend(database, 2, { n: 2, updated_at: '2024-01-10T08:00:00' });
  await mend(database, 3, { n: 3 });
  await mend(database, 4, { n: 4, updated_at: null });
  await mend(database, 5, { n: 5, updated_at: '2024-03-01T00:00:00' });
  const finished = await requeue(project, database);
  expect(outcome(finished, 'users')).toBe('warn, 2 requeued, 3 quarantined');
  expect(reasons(finished)).toEqual([
    'row 1: by "updated_at" it is the version that is valid, and says something else',
    'row 4: it is not of 2024-02-29 by "updated_at"',
    'row 5: it is not of 2024-02-29 by "updated_at"',
  ]);
  expect(await lines(database, VERSIONS)).toEqual([
    '1 a 1 2024-01-10 08:00:00 null',
    '2 b 2 2024-01-10 08:00:00 null',
    '3 c 3 2024-02-29 23:59:59 null',
    '6 f 6 2024-02-29 10:00:00 null',
  ]);
  expect(await afterwards(project, database, 'users', FEBRUARY)).toEqual(['unchanged']);
});

/** A history that knows no as_of, of a seed that knows none. */
function timelessModel(config: string) {
  return {
    ...timedModel(config),
    'seeds/items.yml':
      'seeds: [{name: items, columns: {id: integer, email: text, n: integer, updated_at: timestamptz}}]',
  };
}

const FIRST = '2024-02-01T12:00:00Z';
const SECOND = '2024-02-02T12:00:00Z';
const THIRD = '2024-02-03T12:00:00Z';

const OF_FIRST = `id,email,n,updated_at
1,a,1,2024-01-10 08:00+00
2,b,2,2024-01-10 08:00+00
4,d,4,2024-01-10 08:00+00
`;
const OF_SECOND = `id,email,n,updated_at
1,a,-10,2024-02-02 08:00+00
2,b,2,2024-01-10 08:00+00
3,c,-3,2024-02-02 09:00+00
`;

function at(
  now: string,
  project: TemporaryProject,
  database: TestDatabase,
  words: readonly string[],
): Promise<Finished> {
  return asof(project, database, words, { now: () => new Date(now) });
}

/** The versions with the time in UTC. */
const INSTANTS = `select id, n, to_char(valid_from at time zone 'UTC', 'DD HH24:MI') as began,
  to_char(valid_to at time zone 'UTC', 'DD HH24:MI') as ended
from public.users order by id, valid_from`;

test.each([
  [
    `${CHECK}, hard_deletes='ignore'`,
    [
      '1 1 01 12:00 03 12:00',
      '1 10 03 12:00 null',
      '2 2 01 12:00 null',
      '3 3 03 12:00 null',
      '4 4 01 12:00 null',
    ],
  ],
  [
    `${CHECK}, hard_deletes='close'`,
    [
      '1 1 01 12:00 03 12:00',
      '1 10 03 12:00 null',
      '2 2 01 12:00 null',
      '3 3 03 12:00 null',
      '4 4 01 12:00 02 12:00',
    ],
  ],
  [
    `${CHECK}, hard_deletes='mark'`,
    [
      '1 1 01 12:00 03 12:00',
      '1 10 03 12:00 null',
      '2 2 01 12:00 null',
      '3 3 03 12:00 null',
      '4 4 01 12:00 02 12:00',
      '4 4 02 12:00 null',
    ],
  ],
  [
    `${TIMESTAMP}, hard_deletes='close'`,
    [
      '1 1 10 08:00 02 08:00',
      '1 10 02 08:00 null',
      '2 2 10 08:00 null',
      '3 3 02 09:00 null',
      '4 4 10 08:00 02 12:00',
    ],
  ],
])(
  'a history without as_ofs takes rows with %s, as of when they go back or were changed',
  async (config, expected) => {
    await using project = await temporaryProject({
      ...timelessModel(config),
      'seeds/items.csv': OF_FIRST,
      // what a check compares is not when the row was changed
      ...(config.startsWith(CHECK) ? {} : {}),
    });
    await using database = await createDatabase();
    await at(FIRST, project, database, ['build']);
    await project.write('seeds/items.csv', OF_SECOND);
    expect(outcome(await at(SECOND, project, database, ['build']), 'users')).toContain(
      '2 quarantined',
    );
    await mend(database, 1, { n: 10 });
    await mend(database, 3, { n: 3 });
    expect(outcome(await at(THIRD, project, database, ['requeue']), 'users')).toBe(
      'success, 0 quarantined, 2 requeued',
    );
    expect(await lines(database, INSTANTS)).toEqual(expected);
    expect(outcome(await at(THIRD, project, database, ['build']), 'users')).toBe('unchanged');
    expect(await verifyFindings(project, database)).toEqual([]);
  },
);
