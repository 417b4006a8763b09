import { type Connection, disconnect } from './connect.ts';

/** Asks the server to cancel statements, over one connection of its own. */
export class Canceller implements AsyncDisposable {
  readonly #connect: () => Promise<Connection>;
  #connection: Promise<Connection> | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(connect: () => Promise<Connection>) {
    this.#connect = connect;
  }

  /** Resolves when the server has been asked to cancel what the backend is doing. */
  cancel(processId: number): Promise<void> {
    const turn = this.#last.then(() => this.#ask(processId));
    this.#last = turn.catch(() => {});
    return turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#last;
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    if (connection !== undefined) await disconnect(connection);
  }

  async #ask(processId: number): Promise<void> {
    this.#connection ??= this.#connect();
    try {
      const { client } = await this.#connection;
      await client.query('select pg_catalog.pg_cancel_backend($1)', [processId]);
    } catch (error) {
      // the next one tries with another connection
      this.#connection = undefined;
      throw error;
    }
  }
}
