import type { Session } from '../../src/postgres/session.ts';

/** Comes back as soon as that backend waits for a lock that another one holds. */
export async function untilWaiting(observer: Session, processId: number): Promise<void> {
  for (;;) {
    const { rows } = await observer.query(
      `select cardinality(pg_blocking_pids(${processId})) > 0 as is_waiting from pg_sleep(0.002)`,
    );
    if (rows[0]?.['is_waiting'] === true) return;
  }
}
