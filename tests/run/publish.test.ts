import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import { sqlState } from '../../src/postgres/postgres-error.ts';
import type { Session } from '../../src/postgres/session.ts';
import { inTransaction } from '../../src/postgres/transaction.ts';
import { publish } from '../../src/run/publish.ts';
import { untilWaiting } from '../postgres/until-waiting.ts';
import { useDatabase } from '../postgres/use-database.ts';

const database = useDatabase();
const SIGNAL = new AbortController().signal;
const EXCLUSIVE = { isolation: 'repeatable read' } as const;

/** A table of one row, and a session in whose transaction it was read: it stays locked until that ends. */
async function readTable(name: string): Promise<Session & AsyncDisposable> {
  await database.sessions.use((session) =>
    session.query(`create table public.${name} as select 1 as n`),
  );
  const reader = await database.sessions.open();
  await reader.query('begin');
  await reader.query(`select n from public.${name}`);
  return reader;
}

/** Publishes by taking the place of a table, in a transaction of its own. */
function replace(
  session: Session,
  name: string,
  {
    giveUpAfterMs,
    onTry = async () => {},
  }: { giveUpAfterMs?: number; onTry?: () => Promise<void> } = {},
): Promise<void> {
  return publish(
    session,
    async () => {
      await onTry();
      await session.query(`create table public.${name}__new as select 2 as n`);
      await session.query(`drop table public.${name}`);
      await session.query(`alter table public.${name}__new rename to ${name}`);
    },
    {
      relation: { schema: 'public', name },
      signal: SIGNAL,
      ...(giveUpAfterMs === undefined ? {} : { giveUpAfterMs }),
    },
  );
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => error,
  );
}

async function rowsOf(name: string): Promise<readonly unknown[]> {
  const { rows } = await database.sessions.use((session) =>
    session.query(`select n from public.${name}`),
  );
  return rows.map(({ n }) => n);
}

test('while a long reader makes publishing wait, later readers do not queue behind it', async () => {
  await using longReader = await readTable('long_read');
  await using publisher = await database.sessions.open();
  await using observer = await database.sessions.open();
  await using laterReader = await database.sessions.open();
  // the server ends a wait that is longer than a publisher may cause, and some slack
  await laterReader.query("set lock_timeout = '600ms'");
  const events: string[] = [];

  const publishing = inTransaction(publisher, EXCLUSIVE, () =>
    replace(publisher, 'long_read'),
  ).then(() => events.push('published'));
  for (let round = 1; round <= 5; round += 1) {
    await untilWaiting(observer, publisher.processId);
    const { rows } = await laterReader.query('select n from public.long_read');
    events.push(`read ${rows[0]?.['n']}`);
  }
  events.push('long reader ends');
  await longReader.query('commit');
  await publishing;

  expect(events).toEqual([...Array(5).fill('read 1'), 'long reader ends', 'published']);
  expect(await rowsOf('long_read')).toEqual([2]);
});

test('every try begins anew, and the first that gets its locks is the last', async () => {
  await using reader = await readTable('second_try');
  let tries = 0;
  await database.sessions.use((session) =>
    inTransaction(session, EXCLUSIVE, () =>
      replace(session, 'second_try', {
        onTry: async () => {
          tries += 1;
          if (tries === 2) await reader.query('commit');
        },
      }),
    ),
  );
  expect(tries).toBe(2);
  expect(await rowsOf('second_try')).toEqual([2]);
});

test('where nobody is in the way it takes one try, and leaves no time limit behind', async () => {
  await database.sessions.use(async (session) => {
    await session.query('create table public.free as select 1 as n');
    let tries = 0;
    await inTransaction(session, EXCLUSIVE, async () => {
      await replace(session, 'free', {
        onTry: async () => {
          tries += 1;
        },
      });
      const { rows } = await session.query('show lock_timeout');
      expect(rows).toEqual([{ lock_timeout: '0' }]);
    });
    expect(tries).toBe(1);
  });
});

test('where maintenance is in the way, a try waits for the server to end it', async () => {
  await database.sessions.use((session) =>
    session.query('create table public.vacuumed as select 1 as n'),
  );
  await using vacuum = await database.sessions.open();
  await vacuum.query('begin; lock table public.vacuumed in share update exclusive mode');
  await using publisher = await database.sessions.open();
  const timeouts: unknown[] = [];
  await inTransaction(publisher, EXCLUSIVE, () =>
    replace(publisher, 'vacuumed', {
      onTry: async () => {
        const { rows } = await publisher.query('show lock_timeout');
        timeouts.push(rows[0]?.['lock_timeout']);
        if (timeouts.length === 3) await vacuum.query('commit');
      },
    }),
  );
  // the server looks after a second; then not again for a while
  expect(timeouts).toEqual(['200ms', '1200ms', '200ms']);
  expect(await rowsOf('vacuumed')).toEqual([2]);
});

test('giving up names who is in the way, and what it does', async () => {
  await using reader = await readTable('held');
  await reader.query("set application_name = 'a dashboard'");
  await reader.query('select n   from public.held');
  const error = await database.sessions.use((session) =>
    inTransaction(session, EXCLUSIVE, async () =>
      thrownBy(replace(session, 'held', { giveUpAfterMs: 0 })),
    ),
  );
  const [problem, ...others] = error instanceof DiagnosticError ? error.diagnostics : [];
  expect(others).toEqual([]);
  expect(problem).toMatchObject({
    code: 'database-lock-timeout',
    message: 'others hold "public.held" locked for too long',
    hint: 'end those sessions, or run the command again when they are done',
  });
  expect(problem?.notes.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      new RegExp(
        `^process ${reader.processId} \\(\\w+, a dashboard\\) is idle in transaction ` +
          'for 00:00:\\d\\d: select n from public.held$',
      ),
    ),
  ]);
  expect(sqlState(error instanceof Error ? error.cause : undefined)).toBe('55P03');
});

test('giving up rolls back to before publishing, and the transaction goes on', async () => {
  await using reader = await readTable('given_up');
  await using publisher = await database.sessions.open();
  const found = await inTransaction(publisher, EXCLUSIVE, async () => {
    await publisher.query('create table public.before as select 1 as n');
    await thrownBy(replace(publisher, 'given_up', { giveUpAfterMs: 0 }));
    const { rows } = await publisher.query(`
      select to_regclass('public.given_up__new') as aside, current_setting('lock_timeout') as timeout,
        (select count(*)::int from pg_locks
         where pid = pg_backend_pid() and relation = 'public.given_up'::regclass
           and mode = 'AccessExclusiveLock') as locks`);
    return rows;
  });
  expect(found).toEqual([{ aside: null, timeout: '0', locks: 0 }]);
  expect(await rowsOf('before')).toEqual([1]);
  await reader.query('commit');
  expect(await rowsOf('given_up')).toEqual([1]);
});

test('what is wrong in another way is thrown at once', async () => {
  let tries = 0;
  const error = await thrownBy(
    database.sessions.use((session) =>
      inTransaction(session, EXCLUSIVE, () =>
        publish(
          session,
          async () => {
            tries += 1;
            await session.query('drop table public.nowhere');
          },
          { relation: { schema: 'public', name: 'nowhere' }, signal: SIGNAL },
        ),
      ),
    ),
  );
  expect(sqlState(error)).toBe('42P01');
  expect(tries).toBe(1);
});

test('an interrupt ends the waiting between two tries', async () => {
  await using reader = await readTable('interrupted');
  const controller = new AbortController();
  let tries = 0;
  const error = await thrownBy(
    database.sessions.use((session) =>
      inTransaction(session, EXCLUSIVE, () =>
        publish(
          session,
          async () => {
            tries += 1;
            controller.abort();
            await session.query('drop table public.interrupted');
          },
          { relation: { schema: 'public', name: 'interrupted' }, signal: controller.signal },
        ),
      ),
    ),
  );
  expect(error).toMatchObject({ name: 'AbortError' });
  expect(tries).toBe(1);
  await reader.query('commit');
  expect(await rowsOf('interrupted')).toEqual([1]);
});
