import { bug } from '../../core/diagnostics/bug.ts';
import type { BadRow } from '../../core/seed/bad-row.ts';
import type { CsvRow } from '../../core/seed/csv-row.ts';
import { createCsvSplitter } from '../../core/seed/csv-splitter.ts';
import { lineSlices } from '../../core/seed/line-slices.ts';
import { createRowEdits } from '../../core/seed/row-edits.ts';
import { type WatchedColumn, watchRows } from '../../core/seed/watch-rows.ts';
import { columnList, quoteLiteral } from '../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../core/sql/relation.ts';
import type { CopyTarget, Session } from '../../postgres/session.ts';
import type { BadRows } from './bad-rows.ts';
import type { HeadedFile } from './read-columns.ts';
import { failChanged, isSameStamp, type SeedFileContent } from './seed-file.ts';
import { openSeedText } from './seed-text.ts';

export interface CopiedFile extends SeedFileContent {
  /** As diagnostics and the journal name it. */
  readonly path: string;
  /** Rows that went into the table. */
  readonly rowCount: number;
  /** The numbers, from 1, of rows of the file that did not. */
  readonly rejectedRows: readonly number[];
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
  /** In the order of the file's header. */
  readonly columns: readonly WatchedColumn[];
  /** undefined: the file is looked at, and not copied. */
  readonly aside: Relation | undefined;
  readonly badRows: BadRows;
  /** `bytes` of the file since the last call; `rowCount` of its rows so far. */
  readonly onChunk: (bytes: number, rowCount: number) => void;
  readonly signal: AbortSignal | undefined;
}

/** While a slice is looked at nothing is sent: a larger one would let the server run dry. */
const SLICE_BYTES = 64 * 1024;

/**
 * Sends a file to COPY and looks at every cell beside it. Bad rows are left out where they are
 * rejected; else from the first one on, and from the first cell that does not fit an inferred type,
 * nothing more is sent, and the rest is only looked at.
 */
export async function copySeedFile(
  session: Session,
  options: CopyFileOptions,
): Promise<CopyResult> {
  const { headed, columns, badRows, signal } = options;
  const { head, file, dialect, encoding } = headed;
  await using text = await openSeedText(options.path, { shown: file.path, encoding });
  if (!isSameStamp(text.stamp, headed.stamp)) failChanged(file.path);

  const edits = createRowEdits();
  const rejectedRows: number[] = [];
  const watch = watchRows({ file: file.path, columns, onBadRow, edits });
  const splitter = createCsvSplitter(
    { dialect, firstLine: head.dataLine, onComment: edits.drop },
    watch.onRow,
  );
  const sink = options.aside && (await openSink(session, copySql(options.aside, headed, columns)));

  function onBadRow(bad: BadRow, row: CsvRow): void {
    badRows.add(bad, row);
    rejectedRows.push(watch.rowCount());
    edits.drop(row.start, row.next);
  }

  const send = async (rows: Uint8Array): Promise<void> => {
    if (sink === undefined || sink.isOver()) return;
    if (badRows.isStopped() || watch.hasMisfit()) return sink.giveUp();
    await sink.write(edits.apply(rows));
  };
  const isWanted = (): boolean => !badRows.isFull() && !sink?.isRefused();
  const sendRowsOf = async (chunk: Uint8Array): Promise<void> => {
    for (const slice of lineSlices(chunk, SLICE_BYTES)) {
      await send(splitter.push(slice));
      if (!isWanted()) break;
    }
  };

  try {
    let toSkip = head.dataOffset;
    let bytesBefore = 0;
    let isWhole = true;
    for await (const chunk of text.chunks(signal)) {
      const skipped = Math.min(toSkip, chunk.length);
      toSkip -= skipped;
      await sendRowsOf(chunk.subarray(skipped));
      options.onChunk(text.bytesRead() - bytesBefore, watch.rowCount());
      bytesBefore = text.bytesRead();
      isWhole = isWanted();
      if (!isWhole) break;
    }
    if (isWhole) await send(splitter.end());
    const sent = await sink?.finish();
    const expected = watch.rowCount() - rejectedRows.length;
    if (sent !== undefined && !badRows.isStopped() && sent !== expected) {
      bug(`COPY took ${sent} rows of "${file.path}" where ${expected} were counted`);
    }
  } catch (error) {
    await sink?.giveUp();
    throw error;
  }
  return {
    copied: {
      path: file.path,
      contentHash: text.contentHash(),
      stamp: text.stamp,
      rowCount: watch.rowCount() - rejectedRows.length,
      rejectedRows,
    },
    hasMisfit: watch.hasMisfit(),
  };
}

function copySql(
  aside: Relation,
  { dialect }: HeadedFile,
  columns: readonly WatchedColumn[],
): string {
  const names = columns.filter((column) => column.type !== 'ignored').map((column) => column.name);
  const options = [
    'format csv',
    `delimiter ${byteLiteral(dialect.delimiter)}`,
    `quote ${byteLiteral(dialect.quote)}`,
    `escape ${byteLiteral(dialect.escape)}`,
    // every spelling of NULL is sent as the empty cell
    `null ''`,
    `encoding 'UTF8'`,
  ];
  return `copy ${renderRelation(aside)} (${columnList(names)}) from stdin (${options.join(', ')})`;
}

function byteLiteral(byte: number): string {
  return quoteLiteral(String.fromCharCode(byte));
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
