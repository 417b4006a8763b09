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

export function createRejectSpool(): RejectSpool {
  let lines: string[] = [];
  let length = 0;
  let count = 0;
  let directory: string | undefined;

  function spill(): void {
    directory ??= mkdtempSync(join(tmpdir(), 'asof-rejects-'));
    appendFileSync(join(directory, 'rows.csv'), lines.join(''));
    lines = [];
    length = 0;
  }

  function clear(): void {
    if (directory !== undefined) rmSync(directory, { recursive: true, force: true });
    directory = undefined;
    lines = [];
    length = 0;
    count = 0;
  }

  return {
    add({ file, line, column, value, reason, raw }) {
      const text = `${[file, String(line), column, value, reason, raw].map(cell).join(',')}\n`;
      lines.push(text);
      length += text.length;
      count += 1;
      if (length > MAX_BYTES_IN_MEMORY) spill();
    },
    count: () => count,
    clear,
    async *read() {
      if (directory !== undefined) yield* createReadStream(join(directory, 'rows.csv'));
      yield Buffer.from(lines.join(''));
    },
    [Symbol.dispose]: clear,
  };
}

/** In quotes, so that an empty text is none of the NULLs; what PostgreSQL cannot store is shown. */
function cell(text: string | undefined): string {
  if (text === undefined) return '';
  return `"${text.replaceAll('\0', '\u2400').replaceAll('"', '""')}"`;
}
