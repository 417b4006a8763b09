import type { Writable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { bug } from '../../core/diagnostics/bug.ts';
import type { Statement } from '../../core/sql/statement.ts';
import { isConnectionLoss, postgresError, sqlState } from '../postgres-error.ts';
import type { CopyTarget, QueryResult, Session } from '../session.ts';
import type { Connection } from './connect.ts';
import { copyOut } from './copy-out.ts';
import { openCopyStream } from './copy-stream.ts';
import { mayLeaveState } from './pins.ts';
import { preparedName } from './prepared-name.ts';

export interface ClientSessionOptions {
  readonly connection: Connection;
  readonly signal: AbortSignal | undefined;
  /** Asks the server to cancel what a backend is doing; resolves when it has been asked. */
  readonly cancel: (processId: number) => Promise<void>;
}

/** A statement that the server is at work on. */
interface Cancellable {
  /** Aborted when it has ended; undefined, as the cancellation: nobody asked for one. */
  ended: AbortController | undefined;
  cancelling: Promise<void> | undefined;
}

/** A connection while one piece of work uses it. */
export class ClientSession implements Session {
  readonly #connection: Connection;
  readonly #signal: AbortSignal | undefined;
  readonly #cancel: (processId: number) => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  #isDirty = false;
  #isOver = false;
  #underWay: Cancellable | undefined;

  constructor({ connection, signal, cancel }: ClientSessionOptions) {
    this.#connection = connection;
    this.#signal = signal;
    this.#cancel = cancel;
    // once for all statements: there are thousands
    signal?.addEventListener('abort', this.#onAbort);
  }

  get processId(): number {
    return this.#connection.processId;
  }

  /** Whether statements may have left settings, locks or temporary tables behind. */
  get isDirty(): boolean {
    return this.#isDirty;
  }

  query(given: Statement | string): Promise<QueryResult> {
    const statement = typeof given === 'string' ? { sql: given } : given;
    return this.#inTurn(() => this.#run(statement));
  }

  copyFrom(sql: string): Promise<CopyTarget> {
    return new Promise((resolve, reject) => {
      this.#signal?.throwIfAborted();
      // the session's turn lasts until the rows are in
      const turn = this.#inTurn(() => this.#cancellable(() => this.#copy(sql, resolve)));
      turn.catch((error) => {
        this.#isDirty = true;
        reject(error);
      });
    });
  }

  copyTo(sql: string, target: Writable): Promise<number> {
    return this.#inTurn(async () => {
      this.#signal?.throwIfAborted();
      try {
        return await this.#cancellable(() => copyOut(this.#connection.client, sql, target));
      } catch (error) {
        this.#isDirty = true;
        throw this.#toError(error, { sql });
      }
    });
  }

  /** Resolves when nothing is under way any more; nothing may be asked of the session afterwards. */
  async end(): Promise<void> {
    this.#isOver = true;
    await this.#last.catch(() => {});
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isOver) bug('a session was used after its work had ended');
    const turn = this.#last.catch(() => {}).then(work);
    this.#last = turn;
    return turn;
  }

  async #run(statement: Statement): Promise<QueryResult> {
    const { sql, values } = statement;
    const { client } = this.#connection;
    if (this.#signal?.aborted) {
      this.#isDirty = true;
      // a rollback is how work that was aborted leaves its transaction
      if (sql !== 'rollback') this.#signal.throwIfAborted();
    }
    this.#isDirty ||= mayLeaveState(sql);
    const name = preparedName(client, statement);
    try {
      const result = await this.#cancellable(() =>
        client.query({ text: sql, values: [...(values ?? [])], ...(name && { name }) }),
      );
      return toQueryResult(Array.isArray(result) ? result.at(-1) : result);
    } catch (error) {
      this.#isDirty = true;
      throw this.#toError(error, statement);
    }
  }

  async #copy(sql: string, onOpen: (target: CopyTarget) => void): Promise<void> {
    const stream = await openCopyStream(this.#connection.client, sql, (error) =>
      this.#toError(error, { sql }),
    );
    // a server that waits for rows takes no notice of a cancellation: end the rows as well
    const giveUp = (): void => {
      if (this.#signal !== undefined) stream.destroy(abortError(this.#signal));
    };
    this.#signal?.addEventListener('abort', giveUp, { once: true });
    const finished = new Promise<number>((resolve, reject) => {
      stream.once('error', reject);
      stream.once('close', () => resolve(stream.rowCount));
    });
    onOpen({ stream, finished });
    if (this.#signal?.aborted) giveUp();
    try {
      await finished;
    } finally {
      this.#signal?.removeEventListener('abort', giveUp);
    }
  }

  #toError(error: unknown, statement: Statement): Error {
    const isOurs = sqlState(error) === QUERY_CANCELED || isConnectionLoss(error);
    if (isOurs && this.#signal?.aborted) return abortError(this.#signal);
    const found = postgresError(error, statement);
    return found instanceof Error ? found : new Error(String(found));
  }

  /** Runs `work`; on abort the server is asked to cancel it until it has ended, one way or another. */
  async #cancellable<T>(work: () => Promise<T>): Promise<T> {
    const underWay: Cancellable = { ended: undefined, cancelling: undefined };
    this.#underWay = underWay;
    try {
      return await work();
    } finally {
      this.#underWay = undefined;
      underWay.ended?.abort();
      // a cancellation under way would hit whatever the connection does next
      await underWay.cancelling;
    }
  }

  readonly #onAbort = (): void => {
    if (this.#underWay === undefined) return;
    const ended = new AbortController();
    this.#underWay.ended = ended;
    this.#underWay.cancelling = this.#cancelUntil(ended.signal);
  };

  async #cancelUntil(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      try {
        await this.#cancel(this.#connection.processId);
      } catch {
        // the server cannot be asked: leaving is the only way to stop waiting
        this.#connection.client.connection.stream.destroy();
        return;
      }
      // a statement that had not yet begun ignores it: ask again
      await delay(CANCEL_AGAIN_MS, undefined, { signal: ended }).catch(() => {});
    }
  }
}

function abortError({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

const QUERY_CANCELED = '57014';
const CANCEL_AGAIN_MS = 200;

interface DriverResult {
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly rowCount: number | null;
  readonly fields: readonly {
    readonly name: string;
    readonly dataTypeID: number;
    readonly dataTypeModifier: number;
  }[];
}

function toQueryResult({ rows, rowCount, fields }: DriverResult): QueryResult {
  const result = { rows, rowCount: rowCount ?? 0 };
  if (fields.length === 0) return result;
  return {
    ...result,
    fields: fields.map((field) => ({
      name: field.name,
      typeOid: field.dataTypeID,
      typeModifier: field.dataTypeModifier,
    })),
  };
}
