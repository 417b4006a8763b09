import type { CsvRow } from '../../core/seed/csv-row.ts';
import { createCsvSplitter } from '../../core/seed/csv-splitter.ts';
import type { HeadedFile } from './read-columns.ts';
import { failChanged, isSameStamp } from './seed-file.ts';
import { openSeedText } from './seed-text.ts';

/** Goes through the rows of a file once more, to find the place of what went wrong. */
export async function rescanSeedFile(
  path: string,
  headed: HeadedFile,
  onRow: (row: CsvRow) => void,
): Promise<void> {
  const { head, file, dialect, encoding } = headed;
  await using text = await openSeedText(path, { shown: file.path, encoding });
  // the places in another file would be wrong
  if (!isSameStamp(text.stamp, headed.stamp)) failChanged(file.path);
  const splitter = createCsvSplitter({ dialect, firstLine: head.dataLine }, onRow);
  let toSkip = head.dataOffset;
  for await (const chunk of text.chunks()) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    splitter.push(chunk.subarray(skipped));
  }
  splitter.end();
}
