import { setTimeout as sleep } from 'node:timers/promises';
import { formatRelation, type Relation } from '../core/sql/relation.ts';
import { lockKey, withAdvisoryLock } from '../postgres/advisory-lock.ts';
import { sqlState } from '../postgres/postgres-error.ts';
import type { Session } from '../postgres/session.ts';
import { inTransaction, type TransactionOptions } from '../postgres/transaction.ts';
import type { RunContext } from './run-context.ts';

/** Serialization failure and deadlock: the same work may succeed when it is done again. */
const RETRYABLE = new Set(['40001', '40P01']);
const TRIES = 5;

/**
 * Runs a node's work in one transaction, as the only one that builds the relation. The lock is taken
 * before the transaction begins, so that its snapshot sees what the holder before it committed.
 */
export async function inNodeTransaction<T>(
  { sessions, signal }: Pick<RunContext, 'sessions' | 'signal'>,
  relation: Relation,
  work: (session: Session) => Promise<T>,
  { isolation = 'repeatable read' }: Partial<TransactionOptions> = {},
): Promise<T> {
  return sessions.use(
    (session) =>
      withAdvisoryLock(session, lockKey(`asof relation ${formatRelation(relation)}`), async () => {
        for (let left = TRIES - 1; ; left -= 1) {
          try {
            return await inTransaction(session, { isolation }, () => work(session));
          } catch (error) {
            const state = sqlState(error);
            if (left === 0 || state === undefined || !RETRYABLE.has(state)) throw error;
            await sleep(20 + Math.random() * 100, undefined, { signal });
          }
        }
      }),
    signal,
  );
}
