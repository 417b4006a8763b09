import { compareKeys } from '../../core/comparison/compare-keys.ts';
import { keyOrder } from '../../core/comparison/key-text.ts';
import { orderedRows } from '../../core/comparison/ordered-rows.ts';
import type { PairedColumns } from '../../core/comparison/pair-columns.ts';
import { createTally, type TallyResult, type TextRow } from '../../core/comparison/tally.ts';
import { bug } from '../../core/diagnostics/bug.ts';
import { text } from '../../postgres/row.ts';
import { openRowReader, type RowReader } from '../../postgres/row-reader.ts';
import type { Session } from '../../postgres/session.ts';
import { rowsOf } from './read-side.ts';
import type { SideRequest } from './side.ts';

type CompareRows = (a: TextRow, b: TextRow) => number;

/** A side, and the transaction in which it is read. */
export interface StreamedSide {
  readonly session: Session;
  readonly request: SideRequest;
  readonly encoding: string;
}

/** Compares two sides that no statement can join: reads each once, in the order of the key. */
export async function compareStreams(
  from: StreamedSide,
  to: StreamedSide,
  { columns, limit }: { readonly columns: PairedColumns; readonly limit: number },
): Promise<TallyResult> {
  const keys = columns.key.map((_, index) => `k${index}`);
  const open = ({ session, request, encoding }: StreamedSide, side: 'from' | 'to') =>
    openRowReader(
      session,
      orderedRows({ rows: rowsOf(request), side, columns, encoding }),
      (row): TextRow => ({ key: keys.map((name) => text(row, name)), texts: text(row, 'texts') }),
    );
  const readers = await Promise.all([open(from, 'from'), open(to, 'to')]);
  const tally = createTally(columns.values, limit);
  const orders = columns.key.map(keyOrder);
  const compare = (a: TextRow, b: TextRow) => compareKeys(orders, a.key, b.key);
  const [nextFrom, nextTo] = [inOrder(readers[0], compare), inOrder(readers[1], compare)];
  let [left, right] = [await nextFrom(), await nextTo()];
  while (left !== undefined || right !== undefined) {
    const order = orderOf(left, right, compare);
    tally.add(order <= 0 ? left : undefined, order >= 0 ? right : undefined);
    // a promise for each of millions of rows would cost more than comparing them
    if (order <= 0) {
      const next = nextFrom();
      left = next instanceof Promise ? await next : next;
    }
    if (order >= 0) {
      const next = nextTo();
      right = next instanceof Promise ? await next : next;
    }
  }
  return tally.result();
}

/** A side that has ended comes after all that the other one has. */
function orderOf(
  left: TextRow | undefined,
  right: TextRow | undefined,
  compare: CompareRows,
): number {
  if (left === undefined) return 1;
  return right === undefined ? -1 : compare(left, right);
}

/** The rows of a reader; that the server and Node agree on their order is what merging rests on. */
function inOrder(reader: RowReader<TextRow>, compare: CompareRows): RowReader<TextRow>['next'] {
  let last: TextRow | undefined;
  const checked = (row: TextRow | undefined): TextRow | undefined => {
    if (last !== undefined && row !== undefined && compare(last, row) >= 0) {
      bug(`a side of a comparison is not in the order of its key: ${row.key.join(', ')}`);
    }
    last = row;
    return row;
  };
  return () => {
    const row = reader.next();
    return row instanceof Promise ? row.then(checked) : checked(row);
  };
}
