import type { Writable } from 'node:stream';
import { bug } from '../core/diagnostics/bug.ts';
import { Canceller } from './connection/canceller.ts';
import { ClientSession } from './connection/client-session.ts';
import { type Connection, connect, disconnect, type Notice } from './connection/connect.ts';
import { resetSql } from './connection/pins.ts';
import { createSlots, type Slots } from './connection/slots.ts';
import type { ConnectionSettings } from './connection-settings.ts';
import type { CopyTarget, QueryResult, Session, Sessions } from './session.ts';

export interface SessionsOptions {
  readonly settings: ConnectionSettings;
  /** At most this many connections are in use by use() at once. */
  readonly size: number;
  /** Where names without a schema are looked for, before pg_catalog; `public` if left out. */
  readonly searchPath?: readonly string[];
  readonly onNotice?: (notice: Notice) => void;
}

/** The connections to a target. Each is made when first needed and kept for the next use. */
export async function openSessions(options: SessionsOptions): Promise<Sessions> {
  return new SessionPool(options);
}

class SessionPool implements Sessions {
  readonly size: number;
  readonly #searchPath: readonly string[];
  readonly #connect: () => Promise<Connection>;
  readonly #canceller: Canceller;
  readonly #slots: Slots;
  #idle: Connection[] = [];
  #isClosed = false;

  constructor({ settings, size, searchPath = ['public'], onNotice }: SessionsOptions) {
    this.size = size;
    this.#searchPath = searchPath;
    this.#connect = () => connect({ settings, searchPath, onNotice });
    this.#canceller = new Canceller(this.#connect);
    this.#slots = createSlots(size);
  }

  async use<T>(work: (session: Session) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const giveBack = await this.#slots.take(signal);
    try {
      const connection = await this.#takeConnection();
      const session = this.#sessionOn(connection, signal);
      try {
        return await work(session);
      } finally {
        await this.#putBack(connection, session);
      }
    } finally {
      giveBack();
    }
  }

  async open(): Promise<Session & AsyncDisposable> {
    return new OwnSession(await this.#connect(), (connection) => this.#sessionOn(connection));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isClosed = true;
    const idle = this.#idle;
    this.#idle = [];
    await Promise.all([...idle.map(disconnect), this.#canceller[Symbol.asyncDispose]()]);
  }

  #sessionOn(connection: Connection, signal?: AbortSignal): ClientSession {
    const cancel = (processId: number): Promise<void> => this.#canceller.cancel(processId);
    return new ClientSession({ connection, signal, cancel });
  }

  async #takeConnection(): Promise<Connection> {
    if (this.#isClosed) bug('sessions were used after they had been closed');
    // the one used last is the one whose caches are warm; those that the server ended are passed over
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (!idle.isLost()) return idle;
      await disconnect(idle);
    }
    return this.#connect();
  }

  async #putBack(connection: Connection, session: ClientSession): Promise<void> {
    await session.end();
    const isClean = await this.#clean(connection, session);
    if (isClean && !this.#isClosed) this.#idle.push(connection);
    else await disconnect(connection);
  }

  async #clean({ client, isLost }: Connection, session: ClientSession): Promise<boolean> {
    if (isLost()) return false;
    try {
      // after an error the driver learns where its transaction stands with the next answer only
      if (session.isDirty) await client.query('');
      if (client.getTransactionStatus() !== 'I') await client.query('rollback');
      if (session.isDirty) await client.query(resetSql(this.#searchPath));
      return true;
    } catch {
      // a connection that cannot be cleaned is replaced by a new one
      return false;
    }
  }
}

/** A session that owns its connection. */
class OwnSession implements Session, AsyncDisposable {
  readonly #connection: Connection;
  readonly #session: ClientSession;

  constructor(connection: Connection, sessionOn: (connection: Connection) => ClientSession) {
    this.#connection = connection;
    this.#session = sessionOn(connection);
  }

  get processId(): number {
    return this.#connection.processId;
  }

  query(statement: Parameters<Session['query']>[0]): Promise<QueryResult> {
    return this.#session.query(statement);
  }

  copyTo(sql: string, target: Writable): Promise<number> {
    return this.#session.copyTo(sql, target);
  }

  copyFrom(sql: string): Promise<CopyTarget> {
    return this.#session.copyFrom(sql);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await disconnect(this.#connection);
  }
}
