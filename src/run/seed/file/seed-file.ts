import { createHash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { fail } from '../../../core/diagnostics/diagnostic.ts';
import { startOf } from '../../../core/diagnostics/source-file.ts';

/** Enough for the head of a file, which is all that some read, and soon there for the server. */
const FIRST_BYTES = 64 * 1024;
/** Few large reads cost less than many small ones. */
const READ_BYTES = 1024 * 1024;

/** What of a file's inode changes when somebody writes to it. */
export interface FileStamp {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

/** A CSV file while it is read; a file that changes meanwhile is an error. */
export interface SeedFileReader extends AsyncDisposable {
  readonly stamp: FileStamp;
  /** All bytes in order, and the check at their end. */
  chunks(signal?: AbortSignal): AsyncGenerator<Buffer>;
}

/** `shown` is the path that diagnostics name. */
export async function openSeedFile(path: string, shown: string): Promise<SeedFileReader> {
  const handle = await open(path, 'r').catch((error: unknown) => unreadable(shown, error));
  const stamp = stampOf(await handle.stat({ bigint: true }));
  return {
    stamp,
    chunks: (signal) => readChunks(handle, { stamp, shown, signal }),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

interface ReadOptions {
  readonly stamp: FileStamp;
  readonly shown: string;
  readonly signal: AbortSignal | undefined;
}

async function* readChunks(
  handle: FileHandle,
  { stamp, shown, signal }: ReadOptions,
): AsyncGenerator<Buffer> {
  let position = 0;
  let next = read(handle, { position, length: FIRST_BYTES, shown });
  for (;;) {
    const bytes = await next;
    if (bytes.length === 0) break;
    position += bytes.length;
    // the disk works while the chunk is looked at
    next = read(handle, { position, length: READ_BYTES, shown });
    // where nobody asks for it any more, nobody would hear of its failure
    next.catch(() => {});
    signal?.throwIfAborted();
    yield bytes;
  }
  const now = stampOf(await handle.stat({ bigint: true }));
  if (BigInt(position) !== stamp.size || !isSameStamp(now, stamp)) failChanged(shown);
}

async function read(
  handle: FileHandle,
  {
    position,
    length,
    shown,
  }: { readonly position: number; readonly length: number; readonly shown: string },
): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle
    .read(buffer, 0, length, position)
    .catch((error: unknown) => unreadable(shown, error));
  return buffer.subarray(0, bytesRead);
}

export function isSameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.size === b.size && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.ino === b.ino;
}

export function failChanged(shown: string): never {
  return fail('seed-file-changed', `"${shown}" changed while it was read`, {
    location: startOf(shown),
    hint: 'run the command again when the file is written',
  });
}

function unreadable(shown: string, error: unknown): never {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const location = startOf(shown);
  if (code === 'ENOENT')
    return fail('seed-file-changed', `"${shown}" is gone`, {
      location,
      hint: 'put it back, or run the command again if it was renamed',
    });
  return fail('project-file-unreadable', `"${shown}" cannot be read (${code})`, {
    location,
    hint: 'give the user who runs this the right to read it',
  });
}

export interface SeedFileContent {
  /** SHA-256, in hexadecimal. */
  readonly contentHash: string;
  readonly stamp: FileStamp;
}

/** How a file looks, without reading it. */
export async function stampSeedFile(path: string, shown: string): Promise<FileStamp> {
  const found = await stat(path, { bigint: true }).catch((error: unknown) =>
    unreadable(shown, error),
  );
  return stampOf(found);
}

function stampOf({ size, mtimeNs, ctimeNs, ino }: BigIntStats): FileStamp {
  return { size, mtimeNs, ctimeNs, ino };
}

/** Says what a file holds, without holding it. */
export async function hashSeedFile(path: string, shown = path): Promise<SeedFileContent> {
  await using file = await openSeedFile(path, shown);
  const hash = createHash('sha256');
  for await (const chunk of file.chunks()) hash.update(chunk);
  return { contentHash: hash.digest('hex'), stamp: file.stamp };
}
