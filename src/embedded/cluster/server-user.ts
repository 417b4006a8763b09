import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  lchownSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '../failure.ts';

/** Whom the server runs as, where that is not the caller: PostgreSQL refuses to run as root. */
export interface ServerUser {
  readonly uid: number;
  readonly gid: number;
}

const OVERFLOW_UID = 65_534;

/**
 * Ranges that no distribution gives to accounts: first a large one that projects hardly share, then the one of systemd's
 * dynamic users, for containers that map no more than 65,536 ids.
 */
const PRIVATE_RANGES = [
  { first: 1_879_048_192, size: 268_000_000 },
  { first: 61_184, size: 4_336 },
] as const;

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Neither root nor the stand-in for users that this system does not know. */
export function isOrdinary(uid: number): boolean {
  return uid !== 0 && uid !== OVERFLOW_UID;
}

/**
 * Whom root may run the server as, the best first: the owner of data that is there already, the project's owner, else a
 * uid of the project's own. So all files of another's project stay readable to that other. Not "nobody": every other
 * process of nobody would be superuser of the database.
 */
export function serverUserCandidates(
  projectDirectory: string,
  dataDirectory: string,
  id: string,
): readonly ServerUser[] {
  const owner = ordinaryOwner(dataDirectory) ?? ordinaryOwner(projectDirectory);
  return owner === undefined ? privateUsers(id) : [owner];
}

export function isPrivateUid(uid: number): boolean {
  return PRIVATE_RANGES.some(({ first, size }) => uid >= first && uid < first + size);
}

/** Whether `user` can own files in `directory`, get there, and write: shown by doing it. */
export function canWorkIn(directory: string, user: ServerUser): boolean {
  const probe = mkdtempSync(join(directory, 'probe-'));
  try {
    chownSync(probe, user.uid, user.gid);
    const shell = ['-c', 'cd "$1" && test -w .', 'sh', probe];
    const result = spawnSync('/bin/sh', shell, { uid: user.uid, gid: user.gid, cwd: '/' });
    return result.status === 0;
  } catch (error) {
    if (['EPERM', 'EINVAL', 'EACCES', 'EOVERFLOW'].includes(errorCode(error) ?? '')) return false;
    throw error;
  } finally {
    rmSync(probe, { recursive: true, force: true });
  }
}

/** Gives a tree to `user`; never follows a link out of it. */
export function chownTree(path: string, user: ServerUser): void {
  lchownSync(path, user.uid, user.gid);
  if (!lstatSync(path).isDirectory()) return;
  for (const name of readdirSync(path)) chownTree(join(path, name), user);
}

/** An account that initdb accepts: it looks up who runs it. The server does not. */
export function accountFor(user: ServerUser): ServerUser | undefined {
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name, , uid]) => ({ name, uid: Number(uid) }))
    .filter((account) => Number.isInteger(account.uid) && account.uid > 0);
  if (accounts.some((account) => account.uid === user.uid)) return user;
  const borrowed = accounts.find((account) => account.name === 'nobody') ?? accounts[0];
  return borrowed === undefined ? undefined : { uid: borrowed.uid, gid: user.gid };
}

function privateUsers(id: string): readonly ServerUser[] {
  const number = createHash('sha256').update(id).digest().readUInt32BE(0);
  return PRIVATE_RANGES.map(({ first, size }) => {
    const uid = first + (number % size);
    return { uid, gid: uid };
  });
}

function ordinaryOwner(path: string): ServerUser | undefined {
  try {
    const { uid, gid } = statSync(path);
    if (!isOrdinary(uid)) return undefined;
    return { uid, gid: gid === 0 ? uid : gid };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
