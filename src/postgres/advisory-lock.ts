import { createHash } from 'node:crypto';
import { sqlState } from './postgres-error.ts';
import type { Session } from './session.ts';

/** The 64-bit key, in decimal, under which the server locks what `text` names. */
export function lockKey(text: string): string {
  return createHash('sha256').update(text).digest().readBigInt64BE(0).toString();
}

export interface LockOptions {
  /** Gives up after this long; undefined: waits until the lock is free. */
  readonly waitMs?: number;
}

const LOCK_NOT_AVAILABLE = '55P03';

/** Takes a lock that lasts until it is given back or the session ends; false: not in time. */
export async function takeAdvisoryLock(
  session: Session,
  key: string,
  { waitMs }: LockOptions = {},
): Promise<boolean> {
  const lock = `select pg_catalog.pg_advisory_lock(${key})`;
  try {
    // one message is one transaction: the timeout ends with it
    await session.query(
      waitMs === undefined ? lock : `set local lock_timeout = ${Math.max(1, waitMs)}; ${lock}`,
    );
    return true;
  } catch (error) {
    if (waitMs !== undefined && sqlState(error) === LOCK_NOT_AVAILABLE) return false;
    throw error;
  }
}

/** Takes the lock if it is free now. */
export async function tryAdvisoryLock(session: Session, key: string): Promise<boolean> {
  const { rows } = await session.query(`select pg_catalog.pg_try_advisory_lock(${key}) as taken`);
  return rows[0]?.['taken'] === true;
}

export async function releaseAdvisoryLock(session: Session, key: string): Promise<void> {
  await session.query(`select pg_catalog.pg_advisory_unlock(${key})`);
}

/**
 * Runs `work` while holding the lock. Where giving it back fails, the session is aborted or gone,
 * and its end frees the lock.
 */
export async function withAdvisoryLock<T>(
  session: Session,
  key: string,
  work: () => Promise<T>,
): Promise<T> {
  await takeAdvisoryLock(session, key);
  try {
    return await work();
  } finally {
    await releaseAdvisoryLock(session, key).catch(() => {});
  }
}

/** Waits for the lock that `text` names, and keeps it until the transaction ends. */
export async function lockInTransaction(
  session: Session,
  text: string,
  { isShared = false }: { readonly isShared?: boolean } = {},
): Promise<void> {
  const lock = isShared ? 'pg_advisory_xact_lock_shared' : 'pg_advisory_xact_lock';
  await session.query(`select pg_catalog.${lock}(${lockKey(text)})`);
}

/** Takes that lock until the transaction ends, if it is free now. */
export async function tryLockInTransaction(session: Session, text: string): Promise<boolean> {
  const { rows } = await session.query(
    `select pg_catalog.pg_try_advisory_xact_lock(${lockKey(text)}) as taken`,
  );
  return rows[0]?.['taken'] === true;
}
