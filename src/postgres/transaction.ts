import type { Session } from './session.ts';

export interface TransactionOptions {
  readonly isolation: 'repeatable read' | 'read committed';
}

/** Runs `work` in a transaction that leaves nothing behind, whatever it did. */
export async function rolledBack<T>(
  session: Session,
  { isolation }: TransactionOptions,
  work: () => Promise<T>,
): Promise<T> {
  await session.query(`begin isolation level ${isolation}`);
  try {
    return await work();
  } finally {
    // where even this fails, the connection is gone and the server rolls back by itself
    await session.query('rollback').catch(() => {});
  }
}

/**
 * Runs `work` in a transaction: commits what it did, or rolls back and throws what it threw. A
 * transaction that an error inside `work` has doomed is never taken for a committed one.
 */
export async function inTransaction<T>(
  session: Session,
  { isolation }: TransactionOptions,
  work: () => Promise<T>,
): Promise<T> {
  await session.query(`begin isolation level ${isolation}`);
  let result: T;
  try {
    result = await work();
    // commit alone would roll back a doomed transaction and report success
    await session.query('select; commit');
  } catch (error) {
    // where even this fails, the connection is gone and the server rolls back by itself
    await session.query('rollback').catch(() => {});
    throw error;
  }
  return result;
}
