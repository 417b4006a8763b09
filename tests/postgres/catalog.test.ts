import { expect, test } from 'vitest';
import { readRelations } from '../../src/postgres/catalog.ts';
import { describeQuery } from '../../src/postgres/describe-query.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase();

test('relations are read with columns, keys, kinds and comments', async () => {
  await database.sessions.use(async (session) => {
    await session.query(`create schema "My.Schema";
create table "My.Schema"."Ta""ble" (
  gone int,
  "Id" bigint generated always as identity,
  part date not null default '2024-01-31',
  amount numeric(10,2) check (amount > 0),
  doubled numeric generated always as (amount * 2) stored,
  tags text[],
  at timestamptz(3),
  primary key (part, "Id")
) partition by list (part);
alter table "My.Schema"."Ta""ble" drop column gone;
comment on table "My.Schema"."Ta""ble" is 'a table';
comment on column "My.Schema"."Ta""ble".part is 'a day';
create unlogged table public.fast ();
create view public.seen as select 1 as one;
create materialized view public.stored as select 1 as one;`);
    const wanted = [
      { schema: 'My.Schema', name: 'Ta"ble' },
      { schema: 'public', name: 'fast' },
      { schema: 'public', name: 'seen' },
      { schema: 'public', name: 'stored' },
      { schema: 'public', name: 'absent' },
      { schema: 'nowhere', name: 'seen' },
    ];
    const found = await readRelations(session, wanted);
    expect([...found.keys()].sort()).toEqual([
      'My.Schema.Ta"ble',
      'public.fast',
      'public.seen',
      'public.stored',
    ]);
    const plain = { isGenerated: false, default: undefined, comment: undefined, notNull: false };
    const { rows } = await session.query('select current_user::text as me');
    expect(found.get('My.Schema.Ta"ble')).toEqual({
      relation: { schema: 'My.Schema', name: 'Ta"ble' },
      oid: expect.any(Number),
      kind: 'partitioned_table',
      columns: [
        { ...plain, name: 'Id', type: 'bigint', notNull: true, isGenerated: true },
        {
          ...plain,
          name: 'part',
          type: 'date',
          notNull: true,
          default: "'2024-01-31'::date",
          comment: 'a day',
        },
        { ...plain, name: 'amount', type: 'numeric(10,2)' },
        { ...plain, name: 'doubled', type: 'numeric', isGenerated: true },
        { ...plain, name: 'tags', type: 'text[]' },
        { ...plain, name: 'at', type: 'timestamp(3) with time zone' },
      ],
      primaryKey: ['part', 'Id'],
      constraintNames: expect.arrayContaining(['Ta"ble_amount_check', 'Ta"ble_pkey']),
      comment: 'a table',
      persistence: 'permanent',
      owner: rows[0]?.['me'],
      isPartition: false,
    });
    expect(found.get('public.fast')).toMatchObject({
      kind: 'table',
      persistence: 'unlogged',
      columns: [],
      primaryKey: [],
    });
    expect(found.get('public.seen')).toMatchObject({ kind: 'view', columns: [{ name: 'one' }] });
    expect(found.get('public.stored')).toMatchObject({ kind: 'materialized_view' });
    expect(await readRelations(session, [])).toEqual(new Map());
  });
});

test('a select is described without being run', async () => {
  await database.sessions.use(async (session) => {
    const sql = `select 1 as a, 1.5::numeric(10,2) as b, 'x' as c, now() as d, array[1] as "E",
  1 / (select 0) as f, 1 as a -- a comment`;
    expect(await describeQuery(session, { sql })).toEqual([
      { name: 'a', type: 'integer' },
      { name: 'b', type: 'numeric(10,2)' },
      { name: 'c', type: 'text' },
      { name: 'd', type: 'timestamp with time zone' },
      { name: 'E', type: 'integer[]' },
      { name: 'f', type: 'integer' },
      { name: 'a', type: 'integer' },
    ]);
    expect(await describeQuery(session, { sql: 'select' })).toEqual([]);
  });
});

test('an error in a described select points into the template', async () => {
  const text = 'select 1,\n  nope';
  const source = { path: 'models/a.sql', text };
  const compiled = {
    sql: text,
    pieces: [{ length: text.length, source, offset: 0, isLiteral: true }],
  };
  const work = database.sessions.use((session) =>
    describeQuery(session, { sql: text, origin: { compiled, offset: 0 } }),
  );
  await expect(work).rejects.toMatchObject({
    diagnostics: [{ location: { file: 'models/a.sql', line: 2, column: 3, length: 4 } }],
  });
});
