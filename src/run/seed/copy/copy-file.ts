import { bug } from '../../../core/diagnostics/bug.ts';
import type { BadRow } from '../../../core/seed/bad-row.ts';
import type { CsvRow } from '../../../core/seed/csv/csv-row.ts';
import { createCsvSplitter } from '../../../core/seed/csv/csv-splitter.ts';
import { createRowEdits } from '../../../core/seed/row-edits.ts';
import { createRowNumbers, type RowNumbers } from '../../../core/seed/row-numbers.ts';
import { isSentAsItIs, type WatchedColumn, watchRows } from '../../../core/seed/watch-rows.ts';
import { columnList, quoteLiteral } from '../../../core/sql/quote.ts';
import { type Relation, renderRelation } from '../../../core/sql/relation.ts';
import type { Session } from '../../../postgres/session.ts';
import type { BadRows } from '../bad-rows/bad-rows.ts';
import type { HeadedFile } from '../columns/read-columns.ts';
import { failChanged, isSameStamp, type SeedFileContent } from '../file/seed-file.ts';
import { openSeedText } from '../file/seed-text.ts';
import { openCopySink } from './copy-sink.ts';
import { createRowFlow } from './row-flow.ts';

export interface CopiedFile extends SeedFileContent {
  /** As diagnostics and the journal name it. */
  readonly path: string;
  /** Rows that went into the table. */
  readonly rowCount: number;
  /** The numbers, from 1, of rows of the file that did not. */
  readonly rejectedRows: RowNumbers;
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

/**
 * Sends a file to COPY and looks at every cell beside it: while the server is at work on it already,
 * if nothing that is found could change what is sent. Bad rows are left out where they are rejected;
 * else from the first one on, and from the first cell that does not fit an inferred type, nothing more
 * is sent, what was sent is given up, and the rest is only looked at.
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
  const rejectedRows = createRowNumbers();
  const watch = watchRows({ file: file.path, columns, onBadRow, edits });
  const splitter = createCsvSplitter(
    { dialect, firstLine: head.dataLine, onComment: edits.drop },
    watch.onRow,
  );
  const sink =
    options.aside && (await openCopySink(session, copySql(options.aside, headed, columns)));
  const isSentUnseen =
    !badRows.areLeftOut && dialect.comment === undefined && isSentAsItIs(columns);

  function onBadRow(bad: BadRow, row: CsvRow): void {
    badRows.add(bad, row);
    rejectedRows.add(watch.rowCount());
    edits.drop(row.start, row.next);
  }

  const send = async (seen: Uint8Array): Promise<void> => {
    if (badRows.isStopped() || watch.hasMisfit()) await sink?.giveUp();
    else if (!isSentUnseen) sink?.write(edits.apply(seen));
  };
  const flow = createRowFlow({
    sink,
    isSentUnseen,
    async look(bytes) {
      const rows = splitter.push(bytes);
      await send(rows);
      return rows.length;
    },
    isFull: badRows.isFull,
    signal,
  });

  let bytesShown = 0;
  let rowsShown = 0;
  const showProgress = (): void => {
    options.onChunk(text.bytesRead() - bytesShown, watch.rowCount());
    bytesShown = text.bytesRead();
    rowsShown = watch.rowCount();
  };

  try {
    let toSkip = head.dataOffset;
    for await (const chunk of text.chunks(signal)) {
      const skipped = Math.min(toSkip, chunk.length);
      toSkip -= skipped;
      await flow.take(chunk.subarray(skipped));
      if (watch.rowCount() > rowsShown) showProgress();
      if (!flow.isWanted()) break;
    }
    await flow.drain();
    if (flow.isWanted()) await send(splitter.end());
    if (text.bytesRead() > bytesShown || watch.rowCount() > rowsShown) showProgress();
    const sent = await sink?.finish();
    const expected = watch.rowCount() - rejectedRows.count();
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
      rowCount: watch.rowCount() - rejectedRows.count(),
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
    // the table is of this transaction: the next reader has nothing to mark, and one whose snapshot is
    // older sees the rows of the table that it finds, not none
    'freeze',
  ];
  return `copy ${renderRelation(aside)} (${columnList(names)}) from stdin (${options.join(', ')})`;
}

function byteLiteral(byte: number): string {
  return quoteLiteral(String.fromCharCode(byte));
}
