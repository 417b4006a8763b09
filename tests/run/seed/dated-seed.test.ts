import { expect, test } from 'vitest';
import { useSeedWorkbench } from './seed-workbench.ts';

const bench = useSeedWorkbench();

test('each as_of is a partition of its own, replaced by itself', async () => {
  const declaration = { name: 'users', uniqueKey: ['id'], columns: { id: 'text', fee: 'numeric' } };
  const load = (asOf: string, content: string) =>
    bench.load(bench.unit([{ path: `${asOf}/users.csv`, content, asOf }], declaration));
  const january = await load('2024-01-31', 'id,fee\na,1\nb,2\n');
  expect(january.columns).toEqual([
    { name: 'id', type: 'text' },
    { name: 'fee', type: 'numeric' },
    { name: 'as_of', type: 'date' },
  ]);
  await load('2024-02-29', 'id,fee\na,3\n');
  const february = await bench.rows(`select 'users__2024_02_29'::regclass::oid`);
  await load('2024-01-31', 'fee,id\n5,c\n');
  expect(await bench.rows('select * from users order by as_of, id')).toEqual([
    ['c', '5', '2024-01-31'],
    ['a', '3', '2024-02-29'],
  ]);
  expect(await bench.rows(`select 'users__2024_02_29'::regclass::oid`)).toEqual(february);
  expect(
    await bench.rows(`select c.relname::text from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where inhparent in ('users'::regclass, 'users_pkey'::regclass) order by 1`),
  ).toEqual([
    ['users__2024_01_31'],
    ['users__2024_01_31_pkey'],
    ['users__2024_02_29'],
    ['users__2024_02_29_pkey'],
  ]);
  expect(
    await bench.rows(`select count(*)::int from pg_constraint where contype = 'c'
      and conrelid = 'users__2024_01_31'::regclass`),
  ).toEqual([[0]]);
  await expect(bench.rows(`insert into users values ('c', 1, '2024-01-31')`)).rejects.toThrow(
    'duplicate key',
  );
});

test.each([undefined, '2024-01-31'])(
  'a reader whose snapshot is older than a load of %s sees its rows, not none',
  async (asOf) => {
    const name = asOf === undefined ? 'old_reader' : 'old_reader_of_parts';
    const load = async (content: string): Promise<unknown> =>
      bench.load(bench.unit([{ path: `${name}.csv`, content, ...(asOf && { asOf }) }], { name }));
    await load('id\n1\n2\n');
    await bench.sessions.use(async (reader) => {
      await reader.query('begin isolation level repeatable read');
      await reader.query('select 1');
      await load('id\n3\n');
      const { rows } = await reader.query(`select id::int from ${name}`);
      expect(rows).toEqual([{ id: 3 }]);
    });
  },
);

test('a view on the table sees a replaced as_of', async () => {
  const load = (content: string) =>
    bench.load(bench.unit([{ path: 'v.csv', content, asOf: '2024-01-31' }], { name: 'viewed' }));
  await load('a\n1\n');
  await bench.rows('create view on_viewed as select * from viewed');
  await load('a\n2\n3\n');
  expect(await bench.rows('select a from on_viewed order by a')).toEqual([['2'], ['3']]);
});

test('a column that is declared since a later as_of is NULL before', async () => {
  const columns = { id: 'text', region: { type: 'text', since: '2024-02-29' } };
  const unit = (asOf: string, content: string) =>
    bench.unit([{ path: `${asOf}.csv`, content, asOf }], { name: 'since', columns });
  await bench.load(unit('2024-01-31', 'id\na\n'));
  await bench.load(unit('2024-02-29', 'id,region\na,eu\n'));
  expect(await bench.rows('select id, region, as_of from since order by as_of')).toEqual([
    ['a', null, '2024-01-31'],
    ['a', 'eu', '2024-02-29'],
  ]);
  expect(await bench.refusals(unit('2024-03-31', 'id\na\n'))).toEqual([
    '2024-03-31.csv:1:1: seed-header: the header lacks "region"',
  ]);
  expect(await bench.refusals(unit('2024-01-31', 'id,region\na,eu\n'))).toEqual([
    '2024-01-31.csv:1:4: seed-header: the file of 2024-01-31 has the column "region", which is declared since 2024-02-29',
  ]);
});

test('a declared column that is new is added to the as_ofs there are', async () => {
  const load = (
    asOf: string,
    content: string,
    columns: Record<string, string | { type: string; since: string }>,
  ) =>
    bench.load(
      bench.unit([{ path: `${asOf}.csv`, content, asOf }], {
        name: 'grown',
        uniqueKey: ['id'],
        columns,
      }),
    );
  await load('2024-01-31', 'id\na\n', { id: 'text' });
  await load('2024-02-29', 'region,id\neu,a\n', {
    id: 'text',
    region: { type: 'text', since: '2024-02-29' },
  });
  expect(await bench.rows('select id, region from grown order by as_of')).toEqual([
    ['a', null],
    ['a', 'eu'],
  ]);
});

test('inferred types widen over the as_ofs and are never made narrower', async () => {
  const load = (asOf: string, content: string) =>
    bench.load(bench.unit([{ path: `${asOf}.csv`, content, asOf }], { name: 'widened' }));
  await load('2024-01-31', 'fee,code\n1,7\n');
  await load('2024-02-29', 'fee,code\n1.50,007\n');
  await load('2024-03-31', 'fee,code\n3,8\n');
  expect(
    await bench.rows('select fee, code, pg_typeof(fee)::text from widened order by as_of'),
  ).toEqual([
    ['1', '7', 'numeric'],
    ['1.50', '007', 'numeric'],
    ['3', '8', 'numeric'],
  ]);
});

test('a table that cannot take the rows without a loss is left as it is', async () => {
  const unit = (asOf: string, content: string, declaration = {}) =>
    bench.unit([{ path: `${asOf}.csv`, content, asOf }], { name: 'kept', ...declaration });
  await bench.load(unit('2024-01-31', 'id,flag\na,True\n'));
  expect(await bench.refusals(unit('2024-02-29', 'id,flag\na,maybe\n'))).toEqual([
    'seeds/seeds.yml:1:1: seed-table-changed: the column "flag" of "public.kept" is boolean and would become text',
  ]);
  expect(await bench.refusals(unit('2024-02-29', 'id,flag\na,t\n', { uniqueKey: ['id'] }))).toEqual(
    [
      'seeds/seeds.yml:1:1: seed-table-changed: the unique key of "public.kept" is none, not id, as_of',
    ],
  );
  expect(await bench.refusals(unit('2024-02-29', 'id,flagg\na,t\n'))).toEqual([
    '2024-02-29.csv:1:4: seed-header: the header lacks "flag" and has "flagg", which the table "public.kept" lacks',
  ]);
  expect(await bench.rows('select * from kept')).toEqual([['a', true, '2024-01-31']]);
});

test('a table of the same name that is not partitioned by as_of is not touched', async () => {
  await bench.rows('create table plain as select 1::bigint as a');
  const file = { path: 'plain.csv', content: 'a\n1\n', asOf: '2024-01-31' };
  expect(await bench.refusals(bench.unit([file], { name: 'plain' }))).toEqual([
    'seeds/seeds.yml:1:1: seed-table-changed: "public.plain" exists and is not partitioned by as_of',
  ]);
  await bench.rows('create table owner__2024_01_31 as select 1 as a');
  expect(await bench.refusals(bench.unit([file], { name: 'owner' }))).toEqual([
    'seeds/seeds.yml:1:1: seed-table-changed: "public.owner__2024_01_31" is needed for the rows of 2024-01-31 and is another table',
  ]);
});

test('what the path captured is a column, and not one of the file', async () => {
  const file = { path: 'm/1.csv', content: 'a\n1\n', asOf: '2024-01-31', captures: { month: 1 } };
  const declaration = { name: 'captured', columns: { month: 'smallint' } };
  const copied = await bench.load(bench.unit([file], declaration));
  expect(copied.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
    'a bigint',
    'month smallint',
    'as_of date',
  ]);
  expect(await bench.rows('select * from captured')).toEqual([['1', 1, '2024-01-31']]);
  const clash = { ...file, content: 'a,month\n1,2\n' };
  expect(await bench.refusals(bench.unit([clash], declaration))).toEqual([
    'm/1.csv:1:3: seed-header: the column "month" is in the file and in its path',
  ]);
});
