import { createHash } from 'node:crypto';
import { bug } from '../../core/diagnostics/bug.ts';
import { createCsvSplitter } from '../../core/seed/csv-splitter.ts';
import type { CellCheck } from '../../core/seed/grammar/bytes.ts';
import { nullCheck } from '../../core/seed/null-cell.ts';
import type { SeedSettings } from '../../core/seed/seed-settings.ts';
import { type WatchedColumn, watchRows } from '../../core/seed/watch-rows.ts';
import { columnList, quoteLiteral } from '../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../core/sql/relation.ts';
import type { CopyTarget, Session } from '../../postgres/session.ts';
import type { BadRows } from './bad-rows.ts';
import type { HeadedFile } from './read-columns.ts';
import { failChanged, isSameStamp, openSeedFile, type SeedFileContent } from './seed-file.ts';

export interface CopiedFile extends SeedFileContent {
  /** As diagnostics and the journal name it. */
  readonly path: string;
  readonly rowCount: number;
}

export interface CopyResult {
  readonly copied: CopiedFile;
  /** Whether a cell did not fit the type that was inferred for its column. */
  readonly hasMisfit: boolean;
}

export interface CopyFileOptions {
  readonly headed: HeadedFile;
  /** Absolute. */
  readonly path: string;
  readonly settings: SeedSettings;
  /** In the order of the file's header. */
  readonly columns: readonly WatchedColumn[];
  /** undefined: the file is looked at, and not copied. */
  readonly aside: Relation | undefined;
  readonly badRows: BadRows;
  readonly onChunk: (bytes: number, rowCount: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** How a seed's settings say NULL, to COPY and to the watch beside it. */
export interface NullSpelling {
  readonly isNull: CellCheck;
  /** What COPY takes for NULL: all other spellings are rewritten to it. */
  readonly sent: string | undefined;
}

export function nullSpelling({ nullValues }: SeedSettings): NullSpelling {
  return {
    isNull: nullCheck(nullValues),
    sent: nullValues.includes('') ? '' : nullValues[0],
  };
}

/**
 * Sends a file to COPY as it is and looks at every cell beside it. From the first row that is wrong
 * or does not fit an inferred type nothing more is sent, and the rest is only looked at.
 */
export async function copySeedFile(
  session: Session,
  options: CopyFileOptions,
): Promise<CopyResult> {
  const { headed, settings, columns, badRows, signal } = options;
  const { head, file } = headed;
  await using reader = await openSeedFile(options.path, file.path);
  if (!isSameStamp(reader.stamp, headed.stamp)) failChanged(file.path);

  const spelling = nullSpelling(settings);
  const rewritten = settings.nullValues.length > 1 ? rewriteNulls(spelling) : undefined;
  const watch = watchRows({
    file: file.path,
    columns,
    isNull: spelling.isNull,
    onBadRow: badRows.add,
    onNull: rewritten?.onNull,
  });
  const delimiter = settings.delimiter.charCodeAt(0);
  const splitter = createCsvSplitter({ delimiter, firstLine: head.dataLine }, watch.onRow);
  const sink =
    options.aside && (await openSink(session, copySql(options.aside, columns, settings)));
  const hash = createHash('sha256');

  const send = async (rows: Uint8Array): Promise<void> => {
    if (sink === undefined || sink.isOver()) return;
    if (!badRows.isEmpty() || watch.hasMisfit()) return sink.giveUp();
    await sink.write(rewritten === undefined ? rows : rewritten.apply(rows));
  };

  try {
    let toSkip = head.dataOffset;
    let isWhole = true;
    for await (const chunk of reader.chunks(signal)) {
      hash.update(chunk);
      const skipped = Math.min(toSkip, chunk.length);
      toSkip -= skipped;
      await send(splitter.push(chunk.subarray(skipped)));
      options.onChunk(chunk.length, watch.rowCount());
      isWhole = !badRows.isFull() && !sink?.isRefused();
      if (!isWhole) break;
    }
    if (isWhole) await send(splitter.end());
    const sent = await sink?.finish();
    if (sent !== undefined && badRows.isEmpty() && sent !== watch.rowCount()) {
      bug(`COPY took ${sent} rows of "${file.path}" where ${watch.rowCount()} were counted`);
    }
  } catch (error) {
    await sink?.giveUp();
    throw error;
  }
  return {
    copied: {
      path: file.path,
      contentHash: hash.digest('hex'),
      size: Number(reader.stamp.size),
      rowCount: watch.rowCount(),
    },
    hasMisfit: watch.hasMisfit(),
  };
}

function copySql(
  aside: Relation,
  columns: readonly WatchedColumn[],
  settings: SeedSettings,
): string {
  const names = columnList(columns.map((column) => column.name));
  const { sent } = nullSpelling(settings);
  const options = [
    'format csv',
    `delimiter ${quoteLiteral(settings.delimiter)}`,
    sent === undefined ? `force_not_null (${names})` : `null ${quoteLiteral(sent)}`,
    `encoding 'UTF8'`,
  ];
  return `copy ${renderRelation(aside)} (${names}) from stdin (${options.join(', ')})`;
}

/** COPY knows one spelling of NULL: the others are written as that one. */
function rewriteNulls({ sent = '' }: NullSpelling): {
  readonly onNull: (start: number, end: number) => void;
  readonly apply: (rows: Uint8Array) => Uint8Array;
} {
  const replacement = Buffer.from(sent);
  let edits: number[] = [];
  return {
    onNull(start, end) {
      edits.push(start, end);
    },
    apply(rows) {
      if (edits.length === 0) return rows;
      const parts: Uint8Array[] = [];
      let from = 0;
      for (let index = 0; index < edits.length; index += 2) {
        parts.push(rows.subarray(from, edits[index]), replacement);
        from = edits[index + 1] ?? from;
      }
      edits = [];
      return Buffer.concat([...parts, rows.subarray(from)]);
    },
  };
}

interface Sink {
  /** Waits while the server is behind. */
  write(rows: Uint8Array): Promise<void>;
  /** Ends the COPY; undefined after giveUp(). Rejects with what the server refused. */
  finish(): Promise<number | undefined>;
  giveUp(): Promise<void>;
  readonly isOver: () => boolean;
  readonly isRefused: () => boolean;
}

/** Enough that the server never waits for the next rows to be looked at. */
const MAX_BYTES_AHEAD = 1024 * 1024;

async function openSink(session: Session, sql: string): Promise<Sink> {
  const { stream, finished }: CopyTarget = await session.copyFrom(sql);
  // heard here as soon as it happens; thrown by finish()
  finished.catch(() => {});
  let isGivenUp = false;
  let bytesAhead = 0;
  let onProgress = (): void => {};
  const progress = (): Promise<void> =>
    new Promise((resolve) => {
      onProgress = resolve;
    });
  stream.once('close', () => onProgress());
  return {
    async write(rows) {
      if (rows.length === 0 || stream.destroyed) return;
      bytesAhead += rows.length;
      stream.write(rows, () => {
        bytesAhead -= rows.length;
        onProgress();
      });
      while (bytesAhead > MAX_BYTES_AHEAD && !stream.destroyed) await progress();
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
    isOver: () => isGivenUp,
    isRefused: () => !isGivenUp && stream.destroyed,
  };
}
