import { Writable } from 'node:stream';
import type { Client } from 'pg';
import { from } from 'pg-copy-streams';

/**
 * Sends `copy … from stdin` and waits until the server wants data. The stream ends when the server
 * has taken everything, and fails with what `mapError` makes of the server's error.
 */
export function openCopyStream(
  client: Client,
  sql: string,
  mapError: (error: unknown) => Error,
): Promise<CopyStream> {
  const inner = from(sql, { highWaterMark: CHUNK_BYTES });
  return new Promise((resolve, reject) => {
    const refused = (error: unknown): void => {
      client.connection.off('copyInResponse', started);
      reject(mapError(error));
    };
    const started = (): void => {
      inner.off('error', refused);
      resolve(new CopyStream(inner, mapError));
    };
    inner.once('error', refused);
    client.connection.once('copyInResponse', started);
    client.query(inner);
  });
}

const CHUNK_BYTES = 256 * 1024;

/**
 * Stands before the driver's stream because that one is left open after an error of the server,
 * and must then neither be written to nor destroyed.
 */
export class CopyStream extends Writable {
  readonly #inner: ReturnType<typeof from>;
  #innerIsOver = false;
  #bytesSinceYield = 0;

  constructor(inner: ReturnType<typeof from>, mapError: (error: unknown) => Error) {
    super({ highWaterMark: CHUNK_BYTES });
    this.#inner = inner;
    inner.on('error', (error) => {
      this.#innerIsOver = true;
      this.destroy(mapError(error));
    });
    inner.on('finish', () => {
      this.#innerIsOver = true;
    });
  }

  get rowCount(): number {
    return this.#inner.rowCount;
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#inner.write(chunk, (error) => {
      // the error itself arrives by destroy()
      if (error) return;
      this.#bytesSinceYield += chunk.length;
      if (this.#bytesSinceYield < CHUNK_BYTES) {
        done();
        return;
      }
      // a source that never waits would keep Node from reading that the server has refused a row
      this.#bytesSinceYield = 0;
      setImmediate(done);
    });
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.end(() => {
      if (!this.destroyed) done();
    });
  }

  /** Tells the server to forget the rows, and waits for its answer: the session is usable again. */
  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (this.#innerIsOver) {
      done(error);
      return;
    }
    const reason = error ?? new Error('the load was given up');
    this.#inner.once('close', () => done(reason));
    this.#inner.destroy(reason);
  }
}
