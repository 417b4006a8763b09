import { DiagnosticError } from '../../core/diagnostics/diagnostic.ts';
import type { Problems } from '../../core/diagnostics/problems.ts';
import { startOf } from '../../core/diagnostics/source-file.ts';
import { type CsvHead, parseHead } from '../../core/seed/csv-head.ts';
import { type FileStamp, openSeedFile } from './seed-file.ts';

/** The header of a file, and the first rows behind it. */
export interface SeedHead {
  readonly head: CsvHead;
  /** The bytes behind the header that were read with it. */
  readonly sample: Uint8Array;
  readonly stamp: FileStamp;
}

const MAX_HEADER_BYTES = 1024 * 1024;

/** Reads as much of a file as its header and a sample need. */
export async function readSeedHead(
  path: string,
  { file, delimiter }: { readonly file: string; readonly delimiter: number },
  problems: Problems,
): Promise<SeedHead | undefined> {
  try {
    await using reader = await openSeedFile(path, file);
    const { stamp } = reader;
    let bytes = Buffer.alloc(0);
    let isWhole = stamp.size === 0n;
    for await (const chunk of reader.chunks()) {
      bytes = Buffer.concat([bytes, chunk]);
      isWhole = BigInt(bytes.length) >= stamp.size;
      const head = parseHead({ file, bytes, isWhole, delimiter }, problems);
      if (head === undefined) return undefined;
      if (head !== 'incomplete') return { head, sample: bytes.subarray(head.dataOffset), stamp };
      if (bytes.length > MAX_HEADER_BYTES) break;
    }
    if (isWhole) parseHead({ file, bytes, isWhole, delimiter }, problems);
    else
      problems.error('seed-header', 'the header does not end within 1 MiB', {
        location: startOf(file),
      });
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const each of error.diagnostics) problems.add(each);
  }
  return undefined;
}
