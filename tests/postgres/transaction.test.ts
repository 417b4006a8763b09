import { expect, test } from 'vitest';
import { sqlState } from '../../src/postgres/postgres-error.ts';
import { inTransaction } from '../../src/postgres/transaction.ts';
import { useDatabase } from './use-database.ts';

const database = useDatabase();

test('work is committed with what it returns, at the isolation asked for', async () => {
  const level = await database.sessions.use((session) =>
    inTransaction(session, { isolation: 'repeatable read' }, async () => {
      await session.query('create table public.kept ()');
      const { rows } = await session.query('show transaction_isolation');
      return rows[0]?.['transaction_isolation'];
    }),
  );
  expect(level).toBe('repeatable read');
  await database.sessions.use((session) => session.query('select * from kept'));
});

test('work that throws is rolled back, and its error comes through', async () => {
  const error = new Error('no');
  const work = database.sessions.use((session) =>
    inTransaction(session, { isolation: 'read committed' }, async () => {
      await session.query('create table public.lost ()');
      throw error;
    }),
  );
  await expect(work).rejects.toBe(error);
  const { rows } = await database.sessions.use((session) =>
    session.query("select to_regclass('public.lost') as t"),
  );
  expect(rows).toEqual([{ t: null }]);
});

test('an error that work swallows is not committed as a success', async () => {
  const work = database.sessions.use((session) =>
    inTransaction(session, { isolation: 'read committed' }, async () => {
      await session.query('select 1 / 0').catch(() => {});
    }),
  );
  await expect(work).rejects.toThrow('current transaction is aborted');
});

test('an error of the commit itself comes through, without a notice', async () => {
  await database.sessions.use(async (session) => {
    await session.query(
      'create table public.unique_at_commit (a int unique deferrable initially deferred)',
    );
    const work = inTransaction(session, { isolation: 'read committed' }, () =>
      session.query('insert into unique_at_commit values (1), (1)'),
    );
    await expect(work).rejects.toThrow('duplicate key value');
    await session.query('select 1');
  });
});

test('a write that another transaction overtook is a serialization failure', async () => {
  await database.sessions.use((session) =>
    session.query('create table public.raced as select 1 as n'),
  );
  const error = await database.sessions
    .use((session) =>
      inTransaction(session, { isolation: 'repeatable read' }, async () => {
        await session.query('select * from raced');
        await database.sessions.use((other) => other.query('update raced set n = 2'));
        await session.query('update raced set n = 3');
      }),
    )
    .catch((thrown: unknown) => thrown);
  expect(sqlState(error)).toBe('40001');
});
