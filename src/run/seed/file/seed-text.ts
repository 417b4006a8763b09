import { createHash } from 'node:crypto';
import { createDecoder } from '../../../core/seed/encoding/decoder.ts';
import type { Encoding } from '../../../core/seed/encoding/encoding.ts';
import { decompress } from './decompress.ts';
import { type FileStamp, openSeedFile } from './seed-file.ts';

/** A CSV file as UTF-8, whatever its bytes are, while it is read. */
export interface SeedText extends AsyncDisposable {
  readonly stamp: FileStamp;
  /** The whole text in order, without a byte order mark. */
  chunks(signal?: AbortSignal): AsyncGenerator<Uint8Array>;
  /** How much of the file has been read. */
  bytesRead(): number;
  /** SHA-256 of the file's bytes, in hexadecimal, once all of them were read. */
  contentHash(): string;
}

/** `shown` is the path that diagnostics name. */
export async function openSeedText(
  path: string,
  { shown, encoding }: { readonly shown: string; readonly encoding: Encoding | undefined },
): Promise<SeedText> {
  const file = await openSeedFile(path, shown);
  const hash = createHash('sha256');
  let bytesRead = 0;

  async function* bytes(signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
    for await (const chunk of file.chunks(signal)) {
      hash.update(chunk);
      bytesRead += chunk.length;
      yield chunk;
    }
  }

  async function* chunks(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const decoder = createDecoder(encoding);
    for await (const chunk of decompress(bytes(signal), shown)) {
      const text = decoder.push(chunk);
      if (text.length > 0) yield text;
    }
    const rest = decoder.end();
    if (rest.length > 0) yield rest;
  }

  return {
    stamp: file.stamp,
    chunks,
    bytesRead: () => bytesRead,
    contentHash: () => hash.digest('hex'),
    [Symbol.asyncDispose]: () => file[Symbol.asyncDispose](),
  };
}
