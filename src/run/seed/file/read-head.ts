import { DiagnosticError } from '../../../core/diagnostics/diagnostic.ts';
import type { Problems } from '../../../core/diagnostics/problems.ts';
import { startOf } from '../../../core/diagnostics/source-file.ts';
import { type CsvHead, type HeadSource, parseHead } from '../../../core/seed/csv-head.ts';
import type { Encoding } from '../../../core/seed/encoding/encoding.ts';
import type { FileStamp } from './seed-file.ts';
import { openSeedText } from './seed-text.ts';

/** The header of a file, and the first rows behind it. */
export interface SeedHead {
  readonly head: CsvHead;
  /** The text behind the header that was read with it. */
  readonly sample: Uint8Array;
  readonly stamp: FileStamp;
}

export type HeadRequest = Pick<HeadSource, 'file' | 'dialect' | 'naming'> & {
  readonly encoding: Encoding | undefined;
};

const MAX_HEADER_BYTES = 1024 * 1024;

/** Reads as much of a file as its header and a sample need. */
export async function readSeedHead(
  path: string,
  { encoding, ...request }: HeadRequest,
  problems: Problems,
): Promise<SeedHead | undefined> {
  const { file, naming } = request;
  try {
    await using text = await openSeedText(path, { shown: file, encoding });
    let bytes: Uint8Array = Buffer.alloc(0);
    let more: Uint8Array[] = [];
    let moreLength = 0;
    const join = (): void => {
      bytes = Buffer.concat([bytes, ...more]);
      more = [];
      moreLength = 0;
    };
    const parse = (isWhole: boolean) => parseHead({ ...request, bytes, isWhole }, problems);
    for await (const chunk of text.chunks()) {
      more.push(chunk);
      moreLength += chunk.length;
      // looked at again only when the bytes have doubled: else a long row is quadratic
      if (moreLength < bytes.length) continue;
      join();
      const head = parse(false);
      if (head === undefined) return undefined;
      if (head !== 'incomplete') return headWith(head, bytes, text.stamp);
      // a first row that is data may be longer
      if (naming.type === 'given' || bytes.length <= MAX_HEADER_BYTES) continue;
      return problems.error('seed-header', 'the header does not end within 1 MiB', {
        location: startOf(file),
      });
    }
    join();
    const head = parse(true);
    if (head === undefined || head === 'incomplete') return undefined;
    return headWith(head, bytes, text.stamp);
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const each of error.diagnostics) problems.add(each);
  }
  return undefined;
}

function headWith(head: CsvHead, bytes: Uint8Array, stamp: FileStamp): SeedHead {
  return { head, sample: bytes.subarray(head.dataOffset), stamp };
}
