import type { Writable } from 'node:stream';
import type { Statement } from '../core/sql/statement.ts';

export interface QueryResult {
  /**
   * By column name. Booleans, int2, int4, oid and finite floats are JavaScript's, json is parsed,
   * arrays of these are arrays; all else is text as PostgreSQL prints it (int8, numeric, dates).
   */
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  /** From the command tag. */
  readonly rowCount: number;
  /** The columns, in order; left out where the statement returns no rows. */
  readonly fields?: readonly ResultField[];
}

export interface ResultField {
  readonly name: string;
  readonly typeOid: number;
  readonly typeModifier: number;
}

/** One connection in use. Statements run one after the other; errors are DiagnosticErrors. */
export interface Session {
  /** Runs one statement; several without values, separated by `;`, are allowed too (last result). */
  query(statement: Statement | string): Promise<QueryResult>;
  /** Opens `copy … from stdin`; ends when the stream is finished, with the number of rows. */
  copyFrom(sql: string): Promise<CopyTarget>;
  /** Runs `copy … to stdout` into the stream, and finishes it; resolves with the number of rows. */
  copyTo(sql: string, target: Writable): Promise<number>;
  /** The backend's process id. */
  readonly processId: number;
}

export interface CopyTarget {
  readonly stream: Writable;
  /** Resolves with the number of rows copied once the stream has finished; rejects as query() does. */
  readonly finished: Promise<number>;
}

/** The connections to one target. */
export interface Sessions extends AsyncDisposable {
  /**
   * Runs `work` on a free connection; its statement is cancelled in the server on abort, and
   * rejects with the signal's reason. Whatever `work` leaves open is rolled back.
   */
  use<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** A connection outside the pool, for locks that live as long as a run. */
  open(): Promise<Session & AsyncDisposable>;
  /** How many connections the pool has. */
  readonly size: number;
}
