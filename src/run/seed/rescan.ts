import type { CsvRow } from '../../core/seed/csv-row.ts';
import { createCsvSplitter } from '../../core/seed/csv-splitter.ts';
import type { HeadedFile } from './read-columns.ts';
import { openSeedFile } from './seed-file.ts';

/** Goes through the rows of a file once more, to find the place of what went wrong. */
export async function rescanSeedFile(
  path: string,
  { headed, delimiter }: { readonly headed: HeadedFile; readonly delimiter: number },
  onRow: (row: CsvRow) => void,
): Promise<void> {
  const { head, file } = headed;
  await using reader = await openSeedFile(path, file.path);
  const splitter = createCsvSplitter({ delimiter, firstLine: head.dataLine }, onRow);
  let toSkip = head.dataOffset;
  for await (const chunk of reader.chunks()) {
    const skipped = Math.min(toSkip, chunk.length);
    toSkip -= skipped;
    splitter.push(chunk.subarray(skipped));
  }
  splitter.end();
}
