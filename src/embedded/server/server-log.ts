import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { ownLikeParent } from '../cluster/owned-file.ts';
import { errorCode } from '../failure.ts';

const LARGEST_BYTES = 4 * 1024 * 1024;
const KEPT_BYTES = 256 * 1024;

export function logFile(home: string): string {
  return join(home, 'server.log');
}

/** Opens the log to append to; one of another owner, which cannot be, is put aside. */
export function openLog(home: string): { descriptor: number; size: number } {
  const descriptor = openToAppend(logFile(home));
  ownLikeParent(logFile(home));
  return { descriptor, size: fstatSync(descriptor).size };
}

/** What was written since the log had `offset` bytes. */
export function readLogFrom(home: string, offset: number): string {
  const descriptor = openSync(logFile(home), 'r');
  try {
    const buffer = Buffer.alloc(KEPT_BYTES);
    const length = readSync(descriptor, buffer, 0, buffer.length, offset);
    return buffer.toString('utf8', 0, length);
  } finally {
    closeSync(descriptor);
  }
}

/** Keeps the end of a log that has grown too long. The server goes on appending to the same file. */
export function boundLog(home: string): void {
  const file = logFile(home);
  const size = sizeOf(file);
  if (size <= LARGEST_BYTES) return;
  const end = readLogFrom(home, size - KEPT_BYTES);
  truncateSync(file);
  writeFileSync(file, end.slice(end.indexOf('\n') + 1), { flag: 'a' });
}

function openToAppend(file: string): number {
  try {
    return openSync(file, 'a', 0o600);
  } catch (error) {
    if (errorCode(error) !== 'EACCES') throw error;
    renameSync(file, `${file}.old`);
    return openSync(file, 'a', 0o600);
  }
}

function sizeOf(file: string): number {
  try {
    return statSync(file).size;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return 0;
    throw error;
  }
}
