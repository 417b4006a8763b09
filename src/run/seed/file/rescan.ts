import type { CsvRow } from '../../../core/seed/csv/csv-row.ts';
import { createCsvSplitter } from '../../../core/seed/csv/csv-splitter.ts';
import { countLineFeeds } from '../../../core/seed/csv/line-feeds.ts';
import { lineSlices } from '../../../core/seed/csv/line-slices.ts';
import type { HeadedFile } from '../columns/read-columns.ts';
import { failChanged, isSameStamp } from './seed-file.ts';
import { openSeedText } from './seed-text.ts';

const SLICE_BYTES = 64 * 1024;

export interface RescanOptions {
  /** Called before further rows come, with the most there can be; says whether they are wanted. */
  readonly beforeRows?: (mostRows: number) => Promise<boolean>;
  readonly signal?: AbortSignal | undefined;
}

/** Goes through the rows of a file once more, to find the place of what went wrong. */
export async function rescanSeedFile(
  path: string,
  headed: HeadedFile,
  onRow: (row: CsvRow) => void,
  { beforeRows, signal }: RescanOptions = {},
): Promise<void> {
  const { head, file, dialect, encoding } = headed;
  await using text = await openSeedText(path, { shown: file.path, encoding });
  // the places in another file would be wrong
  if (!isSameStamp(text.stamp, headed.stamp)) failChanged(file.path);
  const splitter = createCsvSplitter({ dialect, firstLine: head.dataLine }, onRow);
  let toSkip = head.dataOffset;
  // that the splitter keeps: a row ends in one, and others stand in quotes
  let lineFeeds = 0;
  for await (const chunk of text.chunks(signal)) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    for (const slice of lineSlices(chunk.subarray(skipped), SLICE_BYTES)) {
      lineFeeds += countLineFeeds(slice);
      if ((await beforeRows?.(lineFeeds)) === false) return;
      lineFeeds -= countLineFeeds(splitter.push(slice));
    }
  }
  if ((await beforeRows?.(lineFeeds + 1)) === false) return;
  splitter.end();
}
