import { expect, test } from 'vitest';
import { describeQuery } from '../../src/postgres/describe-query.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase({ size: 1 });

const described = (sql: string) =>
  database.sessions.use((session) => describeQuery(session, { sql }));

test('the columns of a select are named and typed in order, the same asked again', async () => {
  const sql = "select 1 as id, 1.5::numeric(10, 2) as fee, 'x'::varchar(3) as word -- the end";
  const columns = [
    { name: 'id', type: 'integer' },
    { name: 'fee', type: 'numeric(10,2)' },
    { name: 'word', type: 'character varying(3)' },
  ];
  expect(await described(sql)).toEqual(columns);
  expect(await described(sql)).toEqual(columns);
});

test('a type of the user is spelled as it is now, and never remembered', async () => {
  await database.sessions.use((session) => session.query("create type mood as enum ('ok')"));
  expect(await described("select 'ok'::mood as mood, 1 as id")).toEqual([
    { name: 'mood', type: 'mood' },
    { name: 'id', type: 'integer' },
  ]);
  await database.sessions.use((session) => session.query('alter type mood rename to temper'));
  expect(await described("select 'ok'::temper as mood, 1 as id")).toEqual([
    { name: 'mood', type: 'temper' },
    { name: 'id', type: 'integer' },
  ]);
});
