import type { Session } from '../../postgres/session.ts';

/**
 * Runs `work` so that an error in it leaves the transaction around it usable. Outside of a
 * transaction there is nothing to protect.
 */
export async function underSavepoint<T>(
  session: Session,
  inTransaction: boolean,
  work: () => Promise<T>,
): Promise<T> {
  if (!inTransaction) return work();
  await session.query('savepoint asof_expectation');
  try {
    const result = await work();
    await session.query('release savepoint asof_expectation');
    return result;
  } catch (error) {
    // where even this fails, the connection is gone and the first error says why
    await session
      .query('rollback to savepoint asof_expectation; release savepoint asof_expectation')
      .catch(() => {});
    throw error;
  }
}
