import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { fail } from '../../../core/diagnostics/diagnostic.ts';
import { startOf } from '../../../core/diagnostics/source-file.ts';

/** What the bytes of a file hold, by the ending of its name: `.gz`, `.zst`, or as they are. */
export function decompress(bytes: AsyncIterable<Buffer>, shown: string): AsyncIterable<Uint8Array> {
  if (/\.gz$/i.test(shown)) return gunzip(bytes, shown);
  if (/\.zst$/i.test(shown)) return checkedZstd(bytes, shown);
  return uncompressed(bytes, shown);
}

/** What a file that is no text begins with, in latin1, and what to do about it. */
const FOREIGN_BEGINNINGS = [
  ['\x1f\x8b', 'gzip', 'name it with the ending .gz'],
  ['\x28\xb5\x2f\xfd', 'zstd', 'name it with the ending .zst'],
  ['PK\x03\x04', 'a zip archive or a spreadsheet', 'unpack it, or save the sheet as CSV'],
  ['\xfd7zXZ\0', 'xz', 'unpack it'],
] as const;

async function* uncompressed(
  bytes: AsyncIterable<Buffer>,
  shown: string,
): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const chunk of bytes) {
    if (isFirst) refuseForeign(chunk.toString('latin1', 0, 8), shown);
    isFirst = false;
    yield chunk;
  }
}

function refuseForeign(beginning: string, shown: string): void {
  const found = FOREIGN_BEGINNINGS.find(([mark]) => beginning.startsWith(mark));
  if (found === undefined) return;
  const [, what, hint] = found;
  fail('seed-file-encoding', `"${shown}" is ${what}, not text`, {
    location: startOf(shown),
    hint,
  });
}

async function* gunzip(bytes: AsyncIterable<Buffer>, shown: string): AsyncGenerator<Uint8Array> {
  let byteCount = 0;
  let lastSignificant = 0;
  async function* counted(): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      const significant = lengthWithoutZeros(chunk);
      if (significant > 0) lastSignificant = byteCount + significant;
      byteCount += chunk.length;
      yield chunk;
    }
  }
  const source = Readable.from(counted(), { objectMode: false });
  const gunzipped = createGunzip();
  // an error of the file ends the pipe with it
  source.on('error', (error) => gunzipped.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzipped)) yield chunk;
    // gunzip leaves off at a zero behind the end: all of the file must be read, hashed and compared
    for await (const _ of source);
  } catch (error) {
    throw isOfGzip(error) ? failCompressed(shown, 'gzip', error.message) : error;
  } finally {
    source.destroy();
    gunzipped.destroy();
  }
  // zeros are padding, and tolerated by gzip too
  if (lastSignificant > gunzipped.bytesWritten) {
    failCompressed(shown, 'gzip', 'something else follows the end of it');
  }
}

function lengthWithoutZeros(chunk: Buffer): number {
  let length = chunk.length;
  while (length > 0 && chunk[length - 1] === 0) length -= 1;
  return length;
}

async function* checkedZstd(
  bytes: AsyncIterable<Buffer>,
  shown: string,
): AsyncGenerator<Uint8Array> {
  // seldom needed, and the code of two libraries
  const { unzstd, ZstdError } = await import('./unzstd.ts');
  try {
    yield* unzstd(bytes);
  } catch (error) {
    throw error instanceof ZstdError ? failCompressed(shown, 'zstd', error.message) : error;
  }
}

function failCompressed(shown: string, format: string, reason: string): never {
  return fail('seed-file-encoding', `"${shown}" is not ${format}: ${reason}`, {
    location: startOf(shown),
    hint: 'write the file again, or name it after what it is',
  });
}

/** What zlib says of the bytes; all else is about the reading of them. */
function isOfGzip(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
