import {
  chownSync,
  cpSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { errorCode } from '../failure.ts';
import { isOrdinary, isRoot, type ServerUser } from './server-user.ts';

/** Writes a file whole or not at all; it belongs to whom its directory belongs to, also when root writes it. */
export function writeOwned(file: string, content: string): void {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  ownLikeParent(draft);
  renameSync(draft, file);
}

/** Replaces a file of the server's data; never writes through what might stand there. */
export function writeAnew(file: string, content: string, user: ServerUser | undefined): void {
  rmSync(file, { force: true });
  writeFileSync(file, content, { mode: 0o600, flag: 'wx' });
  if (user !== undefined) chownSync(file, user.uid, user.gid);
}

/** Makes the file, or its modification time now. */
export function touchOwned(file: string): void {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch (error) {
    if (!['ENOENT', 'EPERM', 'EACCES'].includes(errorCode(error) ?? '')) throw error;
    writeOwned(file, '');
  }
}

/** Says false when the directory was there already. */
export function makeOwnedDirectory(directory: string, mode: number): boolean {
  try {
    mkdirSync(directory, { mode });
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
  ownLikeParent(directory);
  return true;
}

/** So that an owner for whom root worked can remove and replace what root made. */
export function ownLikeParent(path: string): void {
  if (!isRoot()) return;
  const { uid, gid } = statSync(dirname(path));
  if (isOrdinary(uid)) lchownSync(path, uid, gid);
}

/** A whole tree, except files that are hard links: they are another's too. */
export function ownTreeLikeParent(path: string): void {
  if (!isRoot()) return;
  const found = lstatSync(path);
  if (found.isFile() && found.nlink > 1) return;
  ownLikeParent(path);
  if (!found.isDirectory()) return;
  for (const name of readdirSync(path)) ownTreeLikeParent(join(path, name));
}

/** By a rename where both are on one file system. What is at the new place is whole or absent. */
export function moveTree(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (errorCode(error) !== 'EXDEV') throw error;
    const draft = `${to}.${process.pid}`;
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
    renameSync(draft, to);
    rmSync(from, { recursive: true });
  }
}
