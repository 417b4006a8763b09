import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmdirSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isRoot, type ServerUser } from '../cluster/server-user.ts';
import { embeddedFailure, errorCode } from '../failure.ts';
import { processState } from './process-state.ts';

export const SOCKET_PORT = 5432;

const SOCKET_NAME = `.s.PGSQL.${SOCKET_PORT}`;

/** A sockaddr_un holds 108 bytes with the final zero on Linux, 104 on macOS. */
const LONGEST_PATH = process.platform === 'linux' ? 107 : 103;

/**
 * A short directory that nobody but the server's user (and root) can enter, for its socket. Its name is the same every
 * time unless a stranger took it, or a server that is not this one listens there.
 */
export function makeSocketDirectory(id: string, user: ServerUser | undefined): string {
  const parent = shortTemporaryDirectory();
  const directory = join(parent, `asof-${id.slice(0, 8)}`);
  try {
    mkdirSync(directory, { mode: 0o700 });
    return handOver(directory, user);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
  if (isPrivate(directory, user?.uid) && clearDeadSocket(directory)) return directory;
  return handOver(mkdtempSync(`${directory}-`), user);
}

/** Whether it is a real directory of the server's user (undefined: the caller) that no other user can enter. */
export function isPrivate(directory: string, uid: number | undefined): boolean {
  try {
    const found = lstatSync(directory);
    const owner = uid ?? process.getuid?.();
    return found.isDirectory() && found.uid === owner && (found.mode & 0o077) === 0;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}

export function hasSocket(directory: string): boolean {
  return existsSync(join(directory, SOCKET_NAME));
}

/** After the server has ended; a stranger's directory is not touched. */
export function removeSocketDirectory(directory: string, uid: number | undefined): void {
  if (!isPrivate(directory, uid) || !clearDeadSocket(directory)) return;
  try {
    rmdirSync(directory);
  } catch (error) {
    if (!['ENOENT', 'ENOTEMPTY'].includes(errorCode(error) ?? '')) throw error;
  }
}

function handOver(directory: string, user: ServerUser | undefined): string {
  chmodSync(directory, 0o700);
  if (user !== undefined) chownSync(directory, user.uid, user.gid);
  return directory;
}

function shortTemporaryDirectory(): string {
  // Root's own temporary directory may be one that the server's user cannot enter.
  const candidates = isRoot() ? ['/tmp', '/var/tmp', tmpdir()] : [tmpdir(), '/tmp', '/var/tmp'];
  const longest = join('asof-00000000-XXXXXX', SOCKET_NAME);
  const found = candidates.find(
    (each) => existsSync(each) && Buffer.byteLength(join(each, longest)) <= LONGEST_PATH,
  );
  if (found !== undefined) return found;
  throw embeddedFailure(
    'embedded-directory',
    `"${tmpdir()}" is too long a path for a Unix socket, or is not there`,
    { hint: 'set TMPDIR to a short directory, such as /tmp' },
  );
}

/** Removes what a killed server left; says false when a living one listens there. */
function clearDeadSocket(directory: string): boolean {
  const lock = join(directory, `${SOCKET_NAME}.lock`);
  const pid = existsSync(lock) ? Number.parseInt(readFileSync(lock, 'utf8'), 10) : Number.NaN;
  if (Number.isInteger(pid) && isPostgres(pid)) return false;
  rmSync(lock, { force: true });
  rmSync(join(directory, SOCKET_NAME), { force: true });
  return true;
}

function isPostgres(pid: number): boolean {
  if (processState(pid) === 'dead') return false;
  if (process.platform !== 'linux') return true;
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return false;
  }
}
