import { bug } from '../../../core/diagnostics/bug.ts';
import { openRowReader } from '../../../postgres/row-reader.ts';
import type { Session } from '../../../postgres/session.ts';
import type { FaultQuery, FaultyRow } from './find-faults.ts';

/** Faulty rows in the order of their numbers, of which only those are held that are asked for next. */
export interface FaultReader {
  /** Reads on until those of the rows up to the number are here, and one more. */
  readonly readTo: (n: number) => Promise<void>;
  /** The next ones, at most so many. */
  readonly ahead: (count: number) => Promise<readonly FaultyRow[]>;
  /** The fault of a row, if it has one; asked for one row after the other. */
  readonly take: (n: number) => FaultyRow | undefined;
  /** Where it is not closed, the transaction has to be rolled back. */
  readonly close: () => Promise<void>;
}

export async function openFaultReader(
  session: Session,
  { sql, toFault }: FaultQuery,
): Promise<FaultReader> {
  const reader = await openRowReader(session, sql, toFault);
  let here: FaultyRow[] = [];
  let position = 0;
  const readUntil = async (isEnough: () => boolean): Promise<void> => {
    here = here.slice(position);
    position = 0;
    while (!isEnough()) {
      const next = reader.next();
      const fault = next instanceof Promise ? await next : next;
      if (fault === undefined) return;
      here.push(fault);
    }
  };
  return {
    readTo: (n) => readUntil(() => (here.at(-1)?.n ?? 0) > n),
    async ahead(count) {
      await readUntil(() => here.length >= count);
      return here.slice(0, count);
    },
    take(n) {
      const next = here[position];
      if (next === undefined || next.n > n) return undefined;
      if (next.n < n) bug(`row ${next.n} was passed over, and has a fault`);
      position += 1;
      return next;
    },
    close: reader.close,
  };
}
