import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import type { Session } from '../../src/postgres/session.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase({ size: 1 });

async function copy(
  session: Session,
  sql: string,
  source: Iterable<string> | AsyncIterable<string>,
) {
  const target = await session.copyFrom(sql);
  const [copied] = await Promise.all([
    target.finished,
    pipeline(Readable.from(source), target.stream),
  ]);
  return copied;
}

async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => (error instanceof DiagnosticError ? error.diagnostics[0] : error),
  );
}

/** The session must still do its work after whatever happened. */
async function countOf(session: Session, table: string): Promise<unknown> {
  return (await session.query(`select count(*)::int as n from ${table}`)).rows[0]?.['n'];
}

test('rows are copied and counted', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create temp table e (id int, name text)');
    const many = Array.from({ length: 1000 }, (_, n) => `${n},${'x'.repeat(n)}\n`);
    expect(await copy(session, 'copy e from stdin (format csv)', many)).toBe(1000);
    expect(await copy(session, 'copy e from stdin (format csv)', [])).toBe(0);
    expect(await countOf(session, 'e')).toBe(1000);
  });
});

test('more than the server can take at once waits for it', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create temp table e (line text)');
    const chunk = `${'y'.repeat(99)}\n`.repeat(10_000);
    let inFlight = 0;
    let most = 0;
    async function* source() {
      for (let n = 0; n < 40; n += 1) {
        inFlight += 1;
        most = Math.max(most, inFlight);
        yield chunk;
        inFlight -= 1;
      }
    }
    expect(await copy(session, 'copy e from stdin', source())).toBe(400_000);
    expect(most).toBe(1);
  });
});

test('a statement the server refuses rejects at once', async () => {
  await database.sessions.use(async (session) => {
    expect(await failureOf(session.copyFrom('copy nowhere from stdin'))).toMatchObject({
      code: 'database-error',
      message: 'relation "nowhere" does not exist (SQLSTATE 42P01)',
    });
    await session.query('select 1');
  });
});

test('a bad value names line, column and value, and the session goes on', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create temp table e (id int, name text)');
    const sent = copy(session, 'copy e from stdin (format csv)', ['1,a\n2,b\n', 'x,c\n']);
    expect(await failureOf(sent)).toMatchObject({
      code: 'database-error',
      message: 'invalid input syntax for type integer: "x" (SQLSTATE 22P02)',
      notes: [{ message: 'COPY e, line 3, column id: "x"' }],
    });
    expect(await countOf(session, 'e')).toBe(0);
  });
});

test('an error in the midst of much data ends the sender', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create temp table e (id int)');
    async function* endless() {
      yield 'x\n';
      for (;;) yield '1\n'.repeat(100_000);
    }
    expect(await failureOf(copy(session, 'copy e from stdin', endless()))).toMatchObject({
      notes: [{ message: 'COPY e, line 1, column id: "x"' }],
    });
    expect(await countOf(session, 'e')).toBe(0);
  });
});

test('a source that fails gives up the load with its own error', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create temp table e (id int)');
    async function* broken() {
      yield '1\n';
      throw new Error('the disk is gone');
    }
    const target = await session.copyFrom('copy e from stdin');
    const sent = pipeline(Readable.from(broken()), target.stream);
    expect(await failureOf(sent)).toMatchObject({ message: 'the disk is gone' });
    expect(await failureOf(target.finished)).toMatchObject({ message: 'the disk is gone' });
    expect(await countOf(session, 'e')).toBe(0);
  });
});

test('a stream that is destroyed without a word is no success', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create temp table e (id int)');
    const target = await session.copyFrom('copy e from stdin');
    target.stream.write('1\n');
    target.stream.destroy();
    expect(await failureOf(target.finished)).toMatchObject({ message: 'the load was given up' });
    expect(await countOf(session, 'e')).toBe(0);
  });
});

test('an abort ends a load whose source stalls', async () => {
  const controller = new AbortController();
  const work = database.sessions.use(async (session) => {
    await session.query('create table public.stalled (id int)');
    async function* stalling() {
      yield '1\n';
      controller.abort();
      await new Promise(() => {});
    }
    await copy(session, 'copy stalled from stdin', stalling());
  }, controller.signal);
  expect(await failureOf(work)).toMatchObject({ name: 'AbortError' });
  expect(await database.sessions.use((session) => countOf(session, 'stalled'))).toBe(0);
});

test('an abort in the moment a load is opened ends it', async () => {
  for (let attempt = 0; attempt < 10; attempt += 1) {
    const controller = new AbortController();
    const work = database.sessions.use(async (session) => {
      await session.query('create temp table e (id int)');
      const opening = session.copyFrom('copy e from stdin');
      await Promise.resolve();
      controller.abort();
      await (await opening).finished;
    }, controller.signal);
    expect(await failureOf(work)).toMatchObject({ name: 'AbortError' });
  }
});

test('an abort ends a load that waits for a lock', async () => {
  await database.sessions.use((session) =>
    session.query('create table public.locked (id int primary key)'),
  );
  await using other = await database.sessions.open();
  await other.query('begin; insert into locked values (1)');
  const controller = new AbortController();
  const work = database.sessions.use((session) => {
    setTimeout(() => controller.abort(), 50);
    return copy(session, 'copy locked from stdin', ['1\n']);
  }, controller.signal);
  expect(await failureOf(work)).toMatchObject({ name: 'AbortError' });
  await other.query('rollback');
});

test('a connection lost in the midst of a load is said', async () => {
  await using other = await database.sessions.open();
  const work = database.sessions.use(async (session) => {
    await session.query('create temp table e (id int)');
    async function* killed() {
      yield '1\n';
      await other.query({ sql: 'select pg_terminate_backend($1)', values: [session.processId] });
      for (;;) yield '1\n'.repeat(1000);
    }
    await copy(session, 'copy e from stdin', killed());
  });
  expect(await failureOf(work)).toMatchObject({ code: 'database-connection' });
  await database.sessions.use((session) => session.query('select 1'));
});
