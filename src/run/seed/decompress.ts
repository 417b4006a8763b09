import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { Decompress } from 'fzstd';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { startOf } from '../../core/diagnostics/source-file.ts';

/** What the bytes of a file hold, by the ending of its name: `.gz`, `.zst`, or as they are. */
export function decompress(bytes: AsyncIterable<Buffer>, shown: string): AsyncIterable<Uint8Array> {
  if (/\.gz$/i.test(shown)) return gunzip(bytes, shown);
  if (/\.zst$/i.test(shown)) return unzstd(bytes, shown);
  return bytes;
}

async function* gunzip(bytes: AsyncIterable<Buffer>, shown: string): AsyncGenerator<Uint8Array> {
  const source = Readable.from(bytes, { objectMode: false });
  const gunzipped = createGunzip();
  // an error of the file ends the pipe with it
  source.on('error', (error) => gunzipped.destroy(error));
  try {
    for await (const chunk of source.pipe(gunzipped)) yield chunk;
  } catch (error) {
    throw isOfFormat(error) ? failCompressed(shown, 'gzip', messageOf(error)) : error;
  } finally {
    source.destroy();
    gunzipped.destroy();
  }
}

async function* unzstd(bytes: AsyncIterable<Buffer>, shown: string): AsyncGenerator<Uint8Array> {
  let out: Uint8Array[] = [];
  let isComplete = false;
  const stream = new Decompress((chunk, isFinal) => {
    // a view of a window that is written to again
    if (chunk.length > 0) out.push(chunk.slice());
    isComplete ||= isFinal === true;
  });
  try {
    for await (const chunk of bytes) {
      stream.push(chunk);
      yield* out;
      out = [];
    }
    stream.push(new Uint8Array(0), true);
    yield* out;
  } catch (error) {
    throw isOfFormat(error) ? failCompressed(shown, 'zstd', messageOf(error)) : error;
  }
  if (!isComplete) failCompressed(shown, 'zstd', 'it ends too early');
}

/** What a decompressor says of the bytes; all else is about the reading of them. */
function isOfFormat(error: unknown): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false;
  return typeof error.code === 'number' || String(error.code).startsWith('Z_');
}

function failCompressed(shown: string, format: string, reason: string): never {
  return fail('seed-file-encoding', `"${shown}" is not ${format}: ${reason}`, {
    location: startOf(shown),
    hint: 'write the file again, or name it after what it is',
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
