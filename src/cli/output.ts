/** What of a process's stream writing needs. */
export interface OutputStream {
  write(text: string): boolean;
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/**
 * Writes masked text to a stream until its reader is gone: after `| head` has had enough, a run
 * goes on, and what it would say is dropped.
 */
export function createWriter(
  stream: OutputStream,
  mask: (text: string) => string,
): (text: string) => void {
  let isClosed = false;
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
    isClosed = true;
  });
  return (text) => {
    if (!isClosed) stream.write(mask(text));
  };
}
