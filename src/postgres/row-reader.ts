import type { Row } from './row.ts';
import type { Session } from './session.ts';

const BATCH_ROWS = 2000;
const CURSOR = '"asof: rows"';

/** Reads the rows of a query one after the other, a batch ahead, whatever their number. */
export interface RowReader<T> {
  /** undefined: there is no further one. A promise only where the next batch is not here yet. */
  next(): T | undefined | Promise<T | undefined>;
  /** Lets go of the query's table, which can be altered only then. */
  close(): Promise<void>;
}

/**
 * Opens a cursor in the transaction that the session is in, one at a time. It shows what was there when
 * it was opened, whatever becomes of it meanwhile.
 */
export async function openRowReader<T>(
  session: Session,
  sql: string,
  toItem: (row: Row) => T,
): Promise<RowReader<T>> {
  // every row is going to be read: the plan is to be the best for all of them
  await session.query('set local cursor_tuple_fraction = 1');
  await session.query(`declare ${CURSOR} no scroll cursor for\n${sql}`);
  const fetchBatch = () => {
    const batch = session.query(`fetch ${BATCH_ROWS} from ${CURSOR}`).then(({ rows }) => rows);
    // whoever awaits it learns of the failure; until then it is no unhandled one
    batch.catch(() => {});
    return batch;
  };
  let coming = fetchBatch();
  let batch: readonly Row[] = [];
  let position = 0;
  let isAtEnd = false;
  const take = (): T | undefined => {
    const row = batch[position];
    position += 1;
    return row && toItem(row);
  };
  return {
    next() {
      if (position < batch.length) return take();
      if (isAtEnd) return undefined;
      return coming.then((rows) => {
        batch = rows;
        position = 0;
        isAtEnd = rows.length < BATCH_ROWS;
        if (!isAtEnd) coming = fetchBatch();
        return take();
      });
    },
    async close() {
      await session.query(`close ${CURSOR}`);
    },
  };
}
