import { type Connection, disconnect } from './connect.ts';

/** Asks the server to cancel statements, over one connection for all that are asked for at once. */
export class Canceller implements AsyncDisposable {
  readonly #connect: () => Promise<Connection>;
  #connection: Promise<Connection> | undefined;

  constructor(connect: () => Promise<Connection>) {
    this.#connect = connect;
  }

  async cancel(processId: number): Promise<void> {
    if (this.#connection === undefined || (await this.#connection).isLost()) {
      this.#connection = this.#connect();
    }
    const connecting = this.#connection;
    try {
      const { client } = await connecting;
      await client.query('select pg_catalog.pg_cancel_backend($1)', [processId]);
    } catch (error) {
      if (this.#connection === connecting) this.#connection = undefined;
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const connection = await this.#connection?.catch(() => undefined);
    this.#connection = undefined;
    if (connection !== undefined) await disconnect(connection);
  }
}
