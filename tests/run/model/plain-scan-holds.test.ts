import { beforeAll, expect, test } from 'vitest';
import { isPlainScan } from '../../../src/core/materialization/plain-scan.ts';
import { json } from '../../../src/postgres/row.ts';
import { useDatabase } from '../../postgres/use-database.ts';

const database = useDatabase({ size: 1 });
const written = { schema: 'public', name: 'live' };

beforeAll(async () => {
  await database.sessions.use((session) =>
    session.query(`create table given (id integer, "full name" text, day date);
create table live (id integer);
create view seen as select * from given;
create view counted as select id, count(*) as n from given group by id;
create table dated (id integer, as_of date) partition by list (as_of);
create table dated_jan partition of dated for values in ('2024-01-31');
create table dated_feb partition of dated for values in ('2024-02-29')`),
  );
});

const isPlain = (sql: string) =>
  database.sessions.use(async (session) => {
    const { rows } = await session.query(`explain (verbose, format json) ${sql}`);
    return isPlainScan(json(rows[0] ?? {}, 'QUERY PLAN'), { written });
  });

test('PostgreSQL plans these as plain scans', async () => {
  for (const sql of [
    'select id, "full name", null::boolean as later from given',
    'select id::integer as id from (select * from seen) as model',
    "select id from (select id from dated where as_of = date '2024-01-31') as model",
  ]) {
    expect([sql, await isPlain(sql)]).toEqual([sql, true]);
  }
});

test('and these not', async () => {
  for (const sql of [
    'select id from given where id > 1',
    'select id::text as id from given',
    'select id from live',
    'select id, (select max(id) from live) as last from given',
    'select * from counted',
    'select id from dated',
    'select id, random() as r from given',
    'select id from given limit 5',
    'select distinct id from given',
    'select g.id from given as g join live using (id)',
    'select n as id from generate_series(1, 3) as n',
  ]) {
    expect([sql, await isPlain(sql)]).toEqual([sql, false]);
  }
});
