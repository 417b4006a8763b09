import { expect, test } from 'vitest';
import {
  lockKey,
  releaseAdvisoryLock,
  takeAdvisoryLock,
  tryAdvisoryLock,
  withAdvisoryLock,
} from '../../src/postgres/advisory-lock.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase();

test('a key is a signed 64-bit number that depends on the text alone', () => {
  expect(lockKey('asof relation raw.users')).toBe(lockKey('asof relation raw.users'));
  const keys = Array.from({ length: 1000 }, (_, n) => lockKey(`relation ${n}`));
  expect(new Set(keys).size).toBe(1000);
  for (const key of keys) expect(BigInt.asIntN(64, BigInt(key)).toString()).toBe(key);
});

test('one session at a time has a lock, and waiting ends in time', async () => {
  const key = lockKey('one at a time');
  await using one = await database.sessions.open();
  await using other = await database.sessions.open();
  expect(await takeAdvisoryLock(one, key)).toBe(true);
  expect(await tryAdvisoryLock(other, key)).toBe(false);
  expect(await takeAdvisoryLock(other, key, { waitMs: 20 })).toBe(false);
  const { rows } = await other.query('show lock_timeout');
  expect(rows).toEqual([{ lock_timeout: '0' }]);
  const waiting = takeAdvisoryLock(other, key, { waitMs: 10_000 });
  await releaseAdvisoryLock(one, key);
  expect(await waiting).toBe(true);
  expect(await tryAdvisoryLock(one, key)).toBe(false);
});

test('work under a lock keeps others out, and gives it back whatever happens', async () => {
  const key = lockKey('work');
  const events: string[] = [];
  const worker = (name: string) =>
    database.sessions.use((session) =>
      withAdvisoryLock(session, key, async () => {
        events.push(`${name} in`);
        await session.query('select pg_sleep(0.01)');
        events.push(`${name} out`);
        if (name === 'b') throw new Error('b fails');
      }),
    );
  await Promise.allSettled(['a', 'b', 'c'].map(worker));
  expect(events).toHaveLength(6);
  for (let index = 0; index < 6; index += 2) {
    expect(events[index + 1]).toBe(events[index]?.replace('in', 'out'));
  }
});

test('an abort under a lock frees it before the connection is used again', async () => {
  const key = lockKey('aborted');
  const controller = new AbortController();
  const work = database.sessions.use(
    (session) =>
      withAdvisoryLock(session, key, async () => {
        setTimeout(() => controller.abort(), 20);
        await session.query('select pg_sleep(30)');
      }),
    controller.signal,
  );
  await expect(work).rejects.toMatchObject({ name: 'AbortError' });
  await using other = await database.sessions.open();
  expect(await tryAdvisoryLock(other, key)).toBe(true);
});
