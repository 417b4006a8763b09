import {
  HELD_ID,
  letGoOfStaying,
  REQUEUED,
  stayBecause,
} from '../../core/expectation/quarantine/requeued-rows.ts';
import { text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';
import { isOfRow } from './take-held.ts';

/**
 * Keeps the rows that a constraint of the table refuses. They are found by trying: all at once, and
 * where that fails half by half, each half beside those that were taken before it.
 */
export async function admitRows(session: Session, write: () => Promise<unknown>): Promise<void> {
  const ids = await requeuedIds(session);
  const admitted: string[] = [];
  const admit = async (some: readonly string[]): Promise<void> => {
    if (some.length === 0) return;
    const refusal = await tryRows(session, [...admitted, ...some], write);
    if (refusal === undefined) {
      admitted.push(...some);
    } else if (some.length === 1) {
      await session.query(stayBecause(some, refusal));
    } else {
      const half = Math.ceil(some.length / 2);
      await admit(some.slice(0, half));
      await admit(some.slice(half));
    }
  };
  await admit(ids);
  if (admitted.length < ids.length) await session.query(letGoOfStaying());
}

/** Writes these rows alone, and takes that back; answers why the database does not take them. */
async function tryRows(
  session: Session,
  ids: readonly string[],
  write: () => Promise<unknown>,
): Promise<string | undefined> {
  await session.query('savepoint asof_admit');
  let refusal: string | undefined;
  try {
    await session.query({
      sql: `delete from ${REQUEUED} as requeued where requeued.${HELD_ID} <> all ($1::bigint[])`,
      values: [ids],
    });
    await write();
  } catch (error) {
    if (!isOfRow(error)) throw error;
    refusal = error.diagnostics[0]?.message ?? error.message;
  }
  await session.query('rollback to savepoint asof_admit; release savepoint asof_admit');
  return refusal;
}

async function requeuedIds(session: Session): Promise<readonly string[]> {
  const { rows } = await session.query(
    `select requeued.${HELD_ID}::text as id from ${REQUEUED} as requeued order by requeued.${HELD_ID}`,
  );
  return rows.map((row) => text(row, 'id'));
}
