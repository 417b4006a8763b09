import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import { parseConnectionUrl } from '../../src/postgres/connection-settings.ts';
import type { Session } from '../../src/postgres/session.ts';
import { openSessions } from '../../src/postgres/sessions.ts';
import { inTransaction } from '../../src/postgres/transaction.ts';
import { query } from '../support/database.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase();

async function rowsOf(session: Session, sql: string, values?: readonly unknown[]) {
  return (await session.query({ sql, ...(values && { values }) })).rows;
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof DiagnosticError ? error.diagnostics[0] : error),
  );
}

test('every session pins what changes the meaning of SQL, whatever role and database say', async () => {
  const name = new URL(database.url).pathname.slice(1);
  await query(
    database.url,
    `alter database ${name} set timezone = 'Asia/Tokyo';
alter database ${name} set datestyle = 'SQL, DMY';
alter database ${name} set search_path = 'elsewhere';
alter database ${name} set statement_timeout = '1s';
alter database ${name} set bytea_output = 'escape';
alter database ${name} set extra_float_digits = -10;`,
  );
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, { PGOPTIONS: '-c intervalstyle=iso_8601' }),
    size: 1,
    searchPath: ['we"ird', 'public'],
  });
  const sql = `select current_setting('TimeZone') as zone, current_setting('search_path') as path,
  current_setting('statement_timeout') as timeout, current_setting('application_name') as app,
  timestamptz '2024-01-31 12:00+00' as at, date '02/01/2024' as day, interval '1 day 02:00' as span,
  '\\x01'::bytea as bytes, 0.1::float8 as real`;
  const expected = [
    {
      zone: 'UTC',
      path: '"we""ird", "public"',
      timeout: '0',
      app: 'asof',
      at: '2024-01-31 12:00:00+00',
      day: '2024-02-01',
      span: '1 day 02:00:00',
      bytes: '\\x01',
      real: 0.1,
    },
  ];
  expect(await sessions.use((session) => rowsOf(session, sql))).toEqual(expected);
  // what one piece of work sets, the next does not see
  await sessions.use((session) =>
    session.query("set timezone = 'Europe/Paris'; set search_path = x; create temp table t ()"),
  );
  expect(await sessions.use((session) => rowsOf(session, sql))).toEqual(expected);
  await sessions.use((session) => session.query('create temp table t ()'));
});

test('values arrive without loss', async () => {
  const sql = `select true as b, 32767::int2 as i2, -7 as i4, 9007199254740993 as i8,
  1.10::numeric(10,2) as n, 'NaN'::float8 as nan, 1e-7::float8 as f, 0.1::float4 as f4,
  '2024-01-31'::date as d, '0044-03-15 BC'::date as bc, '2024-01-31 10:00:00.123456'::timestamp as ts,
  'infinity'::timestamptz as inf, '{"a": [1, null]}'::jsonb as j, null::int as missing,
  array[1, null, 3] as ints, array[9007199254740993] as bigs, array['a,b', 'NULL', null, '"\\x', '']as texts,
  array[[1,2],[3,4]] as nested, '[5:6]={7,8}'::int[] as bounded, array[true, false] as flags,
  array['{"a": 1}'::jsonb] as docs, array[1.10] as numerics, '{}'::text[] as nothing`;
  expect(await database.sessions.use((session) => rowsOf(session, sql))).toEqual([
    {
      b: true,
      i2: 32767,
      i4: -7,
      i8: '9007199254740993',
      n: '1.10',
      nan: 'NaN',
      f: 1e-7,
      f4: 0.1,
      d: '2024-01-31',
      bc: '0044-03-15 BC',
      ts: '2024-01-31 10:00:00.123456',
      inf: 'infinity',
      j: { a: [1, null] },
      missing: null,
      ints: [1, null, 3],
      bigs: ['9007199254740993'],
      texts: ['a,b', 'NULL', null, '"\\x', ''],
      nested: [
        [1, 2],
        [3, 4],
      ],
      bounded: [7, 8],
      flags: [true, false],
      docs: [{ a: 1 }],
      numerics: ['1.10'],
      nothing: [],
    },
  ]);
});

test('several statements give the last result, and row counts come from the command tag', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create table public.counted (n int)');
    const result = await session.query(
      'select 1; insert into counted select generate_series(1, 3)',
    );
    expect(result).toEqual({ rows: [], rowCount: 3 });
    expect(await session.query('update counted set n = 0 where n > 1')).toEqual({
      rows: [],
      rowCount: 2,
    });
  });
});

test('no more connections are open than the pool has, and they are used again', async () => {
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, {}),
    size: 2,
  });
  let atOnce = 0;
  let most = 0;
  const processes = await Promise.all(
    Array.from({ length: 12 }, () =>
      sessions.use(async (session) => {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await session.query('select pg_sleep(0.005)');
        atOnce -= 1;
        return session.processId;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(new Set(processes).size).toBe(2);
});

test('what work leaves open is rolled back before the next one', async () => {
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, {}),
    size: 1,
  });
  await sessions.use((session) => session.query('begin; create table public.left_open ()'));
  await sessions.use((session) => session.query('begin; select 1 / 0')).catch(() => {});
  const [row] = await sessions.use((session) =>
    rowsOf(
      session,
      "select to_regclass('public.left_open') as t, pg_current_xact_id_if_assigned() as x",
    ),
  );
  expect(row).toEqual({ t: null, x: null });
});

test('an aborted statement is cancelled in the server, and the pool stays usable', async () => {
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, {}),
    size: 1,
  });
  const controller = new AbortController();
  let processId = 0;
  const started = performance.now();
  const work = sessions.use(async (session) => {
    processId = session.processId;
    await inTransaction(session, { isolation: 'read committed' }, async () => {
      await session.query('create table public.aborted ()');
      setTimeout(() => controller.abort(), 20);
      await session.query('select pg_sleep(60)');
    });
  }, controller.signal);
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  expect(performance.now() - started).toBeLessThan(5000);
  const rows = await sessions.use((session) =>
    rowsOf(
      session,
      `select to_regclass('public.aborted') as t,
  (select count(*)::int from pg_stat_activity where query like 'select pg_sleep(60)%' and state = 'active') as running`,
    ),
  );
  expect(rows).toEqual([{ t: null, running: 0 }]);
  expect(await sessions.use(async (session) => session.processId)).toBe(processId);
});

test('a statement that is aborted in the moment it is sent is cancelled too', async () => {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const controller = new AbortController();
    const work = database.sessions.use(async (session) => {
      const sleeping = session.query('select pg_sleep(30)');
      await Promise.resolve();
      controller.abort();
      await sleeping;
    }, controller.signal);
    await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  }
});

test('after an abort no further statement begins, and waiting for a connection ends', async () => {
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, {}),
    size: 1,
  });
  const controller = new AbortController();
  const first = sessions.use(async (session) => {
    await session.query('select 1');
    controller.abort(new Error('enough'));
    await session.query('create table public.after_abort ()');
  }, controller.signal);
  const second = sessions.use(async () => 'never', controller.signal);
  expect(await Promise.all([failureOf(first), failureOf(second)])).toEqual([
    new Error('enough'),
    new Error('enough'),
  ]);
  expect(await query(database.url, "select to_regclass('public.after_abort') as t")).toEqual([
    { t: null },
  ]);
});

test('a cancellation by others is an error of the database, not an abort', async () => {
  const work = database.sessions.use(async (session) => {
    await Promise.all([
      session.query('select pg_sleep(30)'),
      delay(50).then(() =>
        query(database.url, 'select pg_cancel_backend($1)', [session.processId]),
      ),
    ]);
  }, new AbortController().signal);
  expect(await failureOf(work)).toMatchObject({
    code: 'database-error',
    message: 'canceling statement due to user request (SQLSTATE 57014)',
  });
});

test('a backend that is ended is a lost connection, and the pool goes on', async () => {
  const work = database.sessions.use(async (session) => {
    await Promise.all([
      session.query('select pg_sleep(30)'),
      delay(50).then(() =>
        query(database.url, 'select pg_terminate_backend($1)', [session.processId]),
      ),
    ]);
  });
  expect(await failureOf(work)).toMatchObject({
    code: 'database-connection',
    message:
      'the connection to the database was lost: terminating connection due to administrator command',
  });
  expect(await database.sessions.use((session) => rowsOf(session, 'select 1 as n'))).toEqual([
    { n: 1 },
  ]);
});

test('connections that end while idle are replaced without a word', async () => {
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, {}),
    size: 3,
  });
  await Promise.all(
    Array.from({ length: 3 }, () =>
      sessions.use((session) => session.query('select pg_sleep(0.05)')),
    ),
  );
  await query(
    database.url,
    "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'asof' and datname = current_database()",
  );
  await delay(100);
  const numbers = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      sessions.use((session) => rowsOf(session, `select ${n} as n`)),
    ),
  );
  expect(numbers.flat()).toEqual([0, 1, 2, 3, 4, 5].map((n) => ({ n })));
});

test('an own session is apart from the pool and ends when disposed', async () => {
  let processId = 0;
  {
    await using session = await database.sessions.open();
    processId = session.processId;
    await session.query('select pg_advisory_lock(4711)');
  }
  await expect
    .poll(() => query(database.url, 'select pid from pg_stat_activity where pid = $1', [processId]))
    .toEqual([]);
});

test('a statement whose client is gone ends in the server', async () => {
  const session = await database.sessions.open();
  const { processId } = session;
  const failure = failureOf(session.query('select pg_sleep(60)'));
  await delay(50);
  await session[Symbol.asyncDispose]();
  expect(await failure).toMatchObject({ code: 'database-connection' });
  const alive = () =>
    query(database.url, 'select pid from pg_stat_activity where pid = $1', [processId]);
  await expect.poll(alive, { timeout: 10_000 }).toEqual([]);
});

test('many statements are cancelled at once', async () => {
  const controller = new AbortController();
  const sleepers = Array.from({ length: 4 }, () =>
    failureOf(
      database.sessions.use((session) => session.query('select pg_sleep(60)'), controller.signal),
    ),
  );
  await delay(50);
  controller.abort();
  for (const failure of await Promise.all(sleepers)) {
    expect(failure).toMatchObject({ name: 'AbortError' });
  }
});

test('notices reach the one who asked for them', async () => {
  const notices: unknown[] = [];
  await using sessions = await openSessions({
    settings: parseConnectionUrl(database.url, {}),
    size: 1,
    onNotice: (notice) => notices.push(notice),
  });
  await sessions.use((session) =>
    session.query(
      "do $$ begin raise notice 'quiet'; raise warning 'loud' using hint = 'so'; end $$",
    ),
  );
  expect(notices).toEqual([
    { severity: 'WARNING', message: 'loud', detail: undefined, hint: 'so', sqlState: '01000' },
  ]);
});

test('a connection is made only when it is needed', async () => {
  await using sessions = await openSessions({
    settings: parseConnectionUrl('postgresql://me:hunter2@127.0.0.1:1/d', {}),
    size: 1,
  });
  const failure = await failureOf(sessions.use(async () => 'never'));
  expect(failure).toMatchObject({
    code: 'database-connection',
    message: 'cannot connect to me@127.0.0.1:1/d: nothing listens on 127.0.0.1 port 1',
    hint: 'start the server, or check host and port',
  });
  expect(JSON.stringify(failure)).not.toContain('hunter2');
});

test.each([
  [
    'a missing database',
    (url: URL) => url.searchParams.set('dbname', 'no_such_db'),
    /database "no_such_db" does not exist \(SQLSTATE 3D000\)$/,
  ],
  ['a missing user', (url: URL) => url.searchParams.set('user', 'no_such_user'), /no_such_user/],
])('%s is said', async (_, change, message) => {
  const url = new URL(database.url);
  change(url);
  await using sessions = await openSessions({
    settings: parseConnectionUrl(url.href, {}),
    size: 1,
  });
  expect(await failureOf(sessions.use(async () => 'never'))).toMatchObject({
    code: 'database-connection',
    message: expect.stringMatching(message),
    hint: expect.any(String),
  });
});
