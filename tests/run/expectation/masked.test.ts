import { expect, test } from 'vitest';
import { declared } from '../../core/expectation/declare.ts';
import { check, openDatabase } from './checked.ts';

const SECRET = 'ada@lovelace.uk; London';

const USERS = `create table users as
  select * from (values (1, '${SECRET}', 'EU'), (2, 'bob', 'EU')) as it (id, email, region)`;

test('groups of what cannot be listed are told by masked values', async () => {
  await using database = await openDatabase(`${USERS};
    create type sealed as enum ('x');
    create function refuse(sealed) returns json language plpgsql as $$ begin raise data_exception using message = '${SECRET}'; end $$;
    create cast (sealed as json) with function refuse(sealed);
    alter table users add column k sealed default 'x';
  `);
  const expectations = declared(
    'model: users\ncolumns: {id: [{be_between: {max_value: 1, group_by: email}}]}',
  );
  const [result] = await check(database.session, expectations, { masked: ['email'] });
  expect(result).toMatchObject({
    status: 'error',
    message: 'the database does not take a value (SQLSTATE 22000)',
  });
  expect(result?.groups.map(({ group, status }) => [group, status])).toEqual([
    [{ email: '(masked)' }, 'fail'],
    [{ email: '(masked)' }, 'pass'],
  ]);
  expect(JSON.stringify(result)).not.toContain('ada@');
});

test('why a check of a masked column cannot be asked is told', async () => {
  await using database = await openDatabase(USERS);
  const expectations = declared(`
model: users
columns: {email: [{mean_to_be_between: {max_value: 1, group_by: region}}, {mean_to_be_between: {max_value: 1, name: all}}]}
`);
  const results = await check(database.session, expectations, { masked: ['email'] });
  const message = 'column "email" must hold numbers, but is text';
  expect(results).toMatchObject([
    { status: 'error', message, groups: [] },
    { status: 'error', message, groups: [] },
  ]);
});
