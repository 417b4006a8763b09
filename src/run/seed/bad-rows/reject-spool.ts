import { appendFileSync, createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A row of a file that is not loaded, and why. */
export interface RejectedRow {
  readonly file: string;
  readonly line: number;
  readonly column: string | undefined;
  readonly value: string | undefined;
  readonly reason: string;
  /** As the file has it. */
  readonly raw: string;
}

/** Rejected rows on their way to a table: as CSV, in memory while they are few, then on disk. */
export interface RejectSpool extends Disposable {
  add(row: RejectedRow): void;
  count(): number;
  /** Forgets all rows. */
  clear(): void;
  /** The rows as CSV for COPY, in the order in which they were added. */
  read(): AsyncIterable<Buffer>;
}

export const REJECT_COLUMNS = ['file', 'line', 'column_name', 'value', 'reason', 'raw'] as const;

const MAX_BYTES_IN_MEMORY = 4 * 1024 * 1024;
const FIRST_BYTES = 64 * 1024;
const NO_BYTES = Buffer.alloc(0);

/** Holds bytes rather than strings: millions of those would outlive their use by far. */
export function createRejectSpool(): RejectSpool {
  let bytes: Buffer = NO_BYTES;
  let length = 0;
  let count = 0;
  let directory: string | undefined;

  function spill(): void {
    directory ??= mkdtempSync(join(tmpdir(), 'asof-rejects-'));
    appendFileSync(join(directory, 'rows.csv'), bytes.subarray(0, length));
    length = 0;
  }

  function makeRoom(wanted: number): void {
    if (length > 0 && length + wanted > MAX_BYTES_IN_MEMORY) spill();
    if (length + wanted <= bytes.length) return;
    const size = Math.max(FIRST_BYTES, 2 * bytes.length, length + wanted);
    const larger = Buffer.allocUnsafe(Math.min(size, Math.max(MAX_BYTES_IN_MEMORY, wanted)));
    bytes.copy(larger, 0, 0, length);
    bytes = larger;
  }

  function clear(): void {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    directory = undefined;
    bytes = NO_BYTES;
    length = 0;
    count = 0;
  }

  return {
    add({ file, line, column, value, reason, raw }) {
      const text = `${[file, String(line), column, value, reason, raw].map(cell).join(',')}\n`;
      makeRoom(Buffer.byteLength(text));
      length += bytes.write(text, length);
      count += 1;
    },
    count: () => count,
    clear,
    async *read() {
      if (directory !== undefined) yield* createReadStream(join(directory, 'rows.csv'));
      yield Buffer.from(bytes.subarray(0, length));
    },
    [Symbol.dispose]: clear,
  };
}

/** In quotes, so that an empty text is none of the NULLs; what PostgreSQL cannot store is shown. */
function cell(text: string | undefined): string {
  if (text === undefined) return '';
  return `"${text.replaceAll('\0', '\u2400').replaceAll('"', '""')}"`;
}
