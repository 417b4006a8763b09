import { beforeAll, expect, test } from 'vitest';
import { sqlState } from '../../src/postgres/postgres-error.ts';
import type { Session, Sessions } from '../../src/postgres/session.ts';
import { inNodeTransaction } from '../../src/run/node-transaction.ts';
import { untilWaiting } from '../postgres/until-waiting.ts';
import { useDatabase } from '../postgres/use-database.ts';
import { createGate } from '../support/gate.ts';

const database = useDatabase({ size: 6 });

beforeAll(() =>
  database.sessions.use((session) =>
    session.query(
      'create table public.counters as select id, 0 as n from generate_series(1, 9) as id',
    ),
  ),
);

function build<T>(name: string, work: (session: Session) => Promise<T>): Promise<T> {
  const context = { sessions: database.sessions, signal: new AbortController().signal };
  return inNodeTransaction(context, { schema: 'public', name }, work);
}

async function count(session: Session, id: number): Promise<void> {
  await session.query(`update public.counters set n = n + 1 where id = ${id}`);
}

async function counted(...ids: readonly number[]): Promise<readonly unknown[]> {
  const { rows } = await database.sessions.use((session) =>
    session.query(`select n from public.counters where id in (${ids.join(', ')}) order by id`),
  );
  return rows.map(({ n }) => n);
}

async function stateOf(work: Promise<unknown>): Promise<string | undefined> {
  return work.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: unknown) => sqlState(error),
  );
}

test('the work is one transaction that sees one state of the database', async () => {
  const level = await build('level', async (session) => {
    await count(session, 1);
    const { rows } = await session.query('show transaction_isolation');
    return rows[0]?.['transaction_isolation'];
  });
  expect(level).toBe('repeatable read');
  expect(await counted(1)).toEqual([1]);
});

test('a second builder waits for the first, and sees what that committed', async () => {
  await using observer = await database.sessions.open();
  const isIn = createGate();
  const mayCommit = createGate();
  const waiting = createGate();
  const events: string[] = [];
  let secondProcess = 0;

  const first = build('shared', async (session) => {
    isIn.open();
    await mayCommit.opened;
    await count(session, 2);
    events.push('first writes');
  });
  await isIn.opened;
  const second = database.sessions.use((session) => {
    secondProcess = session.processId;
    waiting.open();
    const context = { sessions: sessionsOver(session), signal: new AbortController().signal };
    return inNodeTransaction(context, { schema: 'public', name: 'shared' }, async (own) => {
      events.push('second begins');
      const { rows } = await own.query('select n from public.counters where id = 2');
      return rows[0]?.['n'];
    });
  });
  await waiting.opened;
  await untilWaiting(observer, secondProcess);
  mayCommit.open();

  await first;
  expect(await second).toBe(1);
  expect(events).toEqual(['first writes', 'second begins']);
});

/** Gives out a session whose process is known before it is asked to wait. */
function sessionsOver(session: Session): Sessions {
  return {
    size: 1,
    use: (work) => work(session),
    open: () => database.sessions.open(),
    [Symbol.asyncDispose]: async () => {},
  };
}

test('builders of different relations do not wait for each other', async () => {
  const otherIsDone = createGate();
  const one = build('one', async () => otherIsDone.opened);
  await build('other', async () => otherIsDone.open());
  await one;
});

test('work that fails leaves nothing, and lets the next one in', async () => {
  const failing = build('failing', async (session) => {
    await count(session, 3);
    throw new Error('no');
  });
  await expect(failing).rejects.toThrow('no');
  await build('failing', (session) => count(session, 3));
  expect(await counted(3)).toEqual([1]);
});

/** Work that another transaction overtakes in its first tries. */
function overtaken(id: number, times: number, onTry: () => void) {
  let tries = 0;
  return async (session: Session): Promise<void> => {
    tries += 1;
    onTry();
    await session.query(`select n from public.counters where id = ${id}`);
    if (tries <= times) await database.sessions.use((other) => count(other, id));
    await count(session, id);
  };
}

test('work that another transaction overtook is done again, and counts once', async () => {
  let tries = 0;
  await build(
    'overtaken',
    overtaken(4, 4, () => {
      tries += 1;
    }),
  );
  expect(tries).toBe(5);
  // four by those that overtook, one by the work
  expect(await counted(4)).toEqual([5]);
});

test('work that is overtaken again and again is given up', async () => {
  let tries = 0;
  const work = overtaken(5, 99, () => {
    tries += 1;
  });
  expect(await stateOf(build('always_overtaken', work))).toBe('40001');
  expect(tries).toBe(5);
  expect(await counted(5)).toEqual([5]);
});

test('of two builders that wait for each other one begins again, and both are done', async () => {
  const gates = [createGate(), createGate()] as const;
  let tries = 0;
  const crossing = (own: 0 | 1) => {
    const other = own === 0 ? 1 : 0;
    let isFirstTry = true;
    return build(`crossing_${own}`, async (session) => {
      tries += 1;
      await count(session, 6 + own);
      gates[own].open();
      if (isFirstTry) await gates[other].opened;
      isFirstTry = false;
      await count(session, 6 + other);
    });
  };
  await Promise.all([crossing(0), crossing(1)]);
  expect(tries).toBeGreaterThanOrEqual(3);
  expect(await counted(6, 7)).toEqual([2, 2]);
});

test.each([
  ['40P01', 5],
  ['40001', 5],
  ['23505', 1],
  ['55P03', 1],
])('work that ends in %s is tried %i times', async (state, times) => {
  let tries = 0;
  const work = build(`ends_in_${state}`, async (session) => {
    tries += 1;
    await session.query(`do $$ begin raise exception 'no' using errcode = '${state}'; end $$`);
  });
  expect(await stateOf(work)).toBe(state);
  expect(tries).toBe(times);
});

test('an interrupt ends the waiting for another try', async () => {
  const controller = new AbortController();
  let tries = 0;
  const work = inNodeTransaction(
    { sessions: database.sessions, signal: controller.signal },
    { schema: 'public', name: 'interrupted' },
    async (session) => {
      tries += 1;
      await session
        .query("do $$ begin raise exception 'no' using errcode = '40001'; end $$")
        .finally(() => controller.abort());
    },
  );
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  expect(tries).toBe(1);
});
