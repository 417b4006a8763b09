import type { PairedColumns } from '../../core/comparison/pair-columns.ts';
import type { TextRow } from '../../core/comparison/tally.ts';
import { type Row, text } from '../../postgres/row.ts';
import type { Session } from '../../postgres/session.ts';

const BATCH_ROWS = 2000;
const CURSOR = '"asof: diff"';

/** Reads the rows of a query one after the other, a batch ahead, whatever their number. */
export interface RowReader {
  /** undefined: there is no further one. A promise only where the next batch is not here yet. */
  next(): TextRow | undefined | Promise<TextRow | undefined>;
}

/** Opens a cursor in the transaction that the session is in; it ends with that. */
export async function openRowReader(
  session: Session,
  sql: string,
  columns: Pick<PairedColumns, 'key'>,
): Promise<RowReader> {
  // every row is going to be read: the plan is to be the best for all of them
  await session.query('set local cursor_tuple_fraction = 1');
  await session.query(`declare ${CURSOR} no scroll cursor for\n${sql}`);
  const keys = columns.key.map((_, index) => `k${index}`);
  const toTextRow = (row: Row): TextRow => ({
    key: keys.map((name) => text(row, name)),
    texts: text(row, 'texts'),
  });
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
  const take = (): TextRow | undefined => {
    const row = batch[position];
    position += 1;
    return row && toTextRow(row);
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
  };
}
