import type { CopyTarget, Session } from '../../../postgres/session.ts';

/** A COPY that takes rows as fast as the server does. */
export interface CopySink {
  /** Sends rows after those before; the bytes must not be changed until they are gone. */
  write(rows: Uint8Array): void;
  /** Whether the server has enough to do. */
  readonly isFed: () => boolean;
  /** Waits until the server has taken some of what it was sent, or takes no more. */
  progress(): Promise<void>;
  /** Ends the COPY; undefined after giveUp(). Rejects with what the server refused. */
  finish(): Promise<number | undefined>;
  giveUp(): Promise<void>;
  /** Whether it still takes rows. */
  readonly isOpen: () => boolean;
  readonly isRefused: () => boolean;
}

/** Enough that the server never waits for the next rows to be read. */
const MAX_BYTES_AHEAD = 1024 * 1024;

/** Runs `copy … from stdin`. */
export async function openCopySink(session: Session, sql: string): Promise<CopySink> {
  const { stream, finished }: CopyTarget = await session.copyFrom(sql);
  // heard here as soon as it happens; thrown by finish()
  finished.catch(() => {});
  let isGivenUp = false;
  let bytesAhead = 0;
  let onProgress = (): void => {};
  stream.once('close', () => onProgress());
  const isFed = (): boolean => bytesAhead > MAX_BYTES_AHEAD && !stream.destroyed;

  return {
    write(rows) {
      if (rows.length === 0 || stream.destroyed) return;
      bytesAhead += rows.length;
      stream.write(rows, () => {
        bytesAhead -= rows.length;
        onProgress();
      });
    },
    isFed,
    async progress() {
      if (!isFed()) return;
      await new Promise<void>((resolve) => {
        onProgress = resolve;
      });
    },
    async finish() {
      if (isGivenUp) return undefined;
      if (!stream.destroyed) stream.end();
      return finished;
    },
    async giveUp() {
      isGivenUp = true;
      stream.destroy();
      await finished.catch(() => {});
    },
    isOpen: () => !stream.destroyed,
    isRefused: () => !isGivenUp && stream.destroyed,
  };
}
