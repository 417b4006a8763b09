import {
  linkSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeOwnedDirectory, ownLikeParent } from '../cluster/owned-file.ts';
import { errorCode } from '../failure.ts';
import { formatIdentity, identify, isSameProcessAlive, parseIdentity } from './process-state.ts';

const RETRY_MS = 15;

/**
 * A lock that dies with its holder, on file systems and runtimes without flock.
 *
 * The directory holds numbered files; the highest one is the lock, and names the process that holds it (empty:
 * released). To take it is to link the next number. Lower numbers are removed by the holder of a higher one only, and
 * the highest never is, so a process that acts on an old listing finds a higher number than the one it made, and
 * withdraws: nobody can remove a lock that has just been taken by another.
 */
export async function acquireLock(
  directory: string,
  signal?: AbortSignal,
): Promise<AsyncDisposable & { release(): void }> {
  for (;;) {
    signal?.throwIfAborted();
    const file = tryToAcquire(directory);
    if (file !== undefined) {
      const release = () => releaseLock(file);
      return { release, [Symbol.asyncDispose]: async () => release() };
    }
    await sleep(RETRY_MS, undefined, signal === undefined ? {} : { signal });
  }
}

/** Whether some living process holds the lock. */
export function isLocked(directory: string): boolean {
  const highest = numbersIn(directory).at(-1);
  return highest !== undefined && isHeld(join(directory, String(highest)));
}

function tryToAcquire(directory: string): string | undefined {
  makeOwnedDirectory(directory, 0o755);
  const highest = numbersIn(directory).at(-1) ?? 0;
  if (highest > 0 && isHeld(join(directory, String(highest)))) return undefined;
  const mine = highest + 1;
  const file = join(directory, String(mine));
  if (!linkWithContent(file, formatIdentity(identify(process.pid)))) return undefined;
  const numbers = numbersIn(directory);
  if (numbers.at(-1) !== mine) {
    rmSync(file, { force: true });
    return undefined;
  }
  for (const number of numbers) {
    if (number < mine) rmSync(join(directory, String(number)), { force: true });
  }
  return file;
}

/** Makes the file with all its content at once, or says false because it is there already. */
function linkWithContent(file: string, content: string): boolean {
  const draft = `${file}.${process.pid}.${Math.random().toString(36).slice(2)}`;
  writeFileSync(draft, content);
  ownLikeParent(draft);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  } finally {
    unlinkSync(draft);
  }
}

function isHeld(file: string): boolean {
  const holder = parseIdentity(readIfThere(file));
  return holder !== undefined && isSameProcessAlive(holder);
}

function releaseLock(file: string): void {
  try {
    truncateSync(file);
  } catch (error) {
    // The directory is gone with the data that it guarded.
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}

function numbersIn(directory: string): number[] {
  try {
    const names = readdirSync(directory).filter((name) => /^\d+$/.test(name));
    return names.map(Number).sort((a, b) => a - b);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return '';
    throw error;
  }
}
