import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOwnedDirectory, ownTreeLikeParent } from '../cluster/owned-file.ts';
import type { ServerUser } from '../cluster/server-user.ts';
import { embeddedFailure, errorCode, USE_A_URL } from '../failure.ts';
import { hasLinks, LINKS_FILE, makeLinks, readLinks } from './links.ts';
import type { NativePackage } from './platform-package.ts';

/** A native tree whose programs run, as the user who is to run them. */
export interface NativeTree {
  readonly directory: string;
  /** The whole environment of its programs: nothing of the caller's PG* or LD_* reaches them. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface NativeTreePlace {
  /** The cluster's directory, for what has to be made. */
  readonly home: string;
  readonly user: ServerUser | undefined;
}

/** In place where that works, else a copy of the cluster's own; node_modules is never written to. */
export function prepareNativeTree(native: NativePackage, place: NativeTreePlace): NativeTree {
  const inPlace = treeInPlace(native, place);
  if (inPlace !== undefined && (place.user === undefined || runs(inPlace, place.user))) {
    return inPlace;
  }
  const copy = join(place.home, 'native', native.version);
  const tree = { directory: copy, environment: baseEnvironment() };
  if (!existsSync(copy)) {
    rmSync(join(place.home, 'native'), { recursive: true, force: true });
    makeOwnedDirectory(join(place.home, 'native'), 0o755);
    copyNativeTree(native.directory, copy);
    ownTreeLikeParent(copy);
  }
  if (place.user === undefined || runs(tree, place.user)) return tree;
  throw embeddedFailure(
    'embedded-start',
    `PostgreSQL's programs in "${copy}" do not run as the unprivileged user ${place.user.uid}`,
    { hint: `run as an ordinary user, or ${USE_A_URL}` },
  );
}

export function programPath(tree: NativeTree, name: 'postgres' | 'initdb' | 'pg_ctl'): string {
  return join(tree.directory, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
}

/** initdb hands its own path to a shell inside double quotes, so a path with these would not survive it. */
export function isSafeForShell(path: string): boolean {
  return process.platform === 'win32' || !/["$`\\]/.test(path);
}

/** A whole tree with its links inside, so that it needs no environment. */
export function copyNativeTree(source: string, destination: string): void {
  const draft = `${destination}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  for (const part of ['bin', 'lib', 'share']) copyTree(join(source, part), join(draft, part));
  // A copy can be copied again.
  if (existsSync(join(source, LINKS_FILE)))
    copyFile(join(source, LINKS_FILE), join(draft, LINKS_FILE));
  makeLinks(join(draft, 'lib'), '.', readLinks(source));
  renameSync(draft, destination);
}

function treeInPlace(native: NativePackage, { home }: NativeTreePlace): NativeTree | undefined {
  const links = readLinks(native.directory);
  const environment = baseEnvironment();
  if (hasLinks(native.directory, links)) return { directory: native.directory, environment };
  const libraries = join(native.directory, 'lib');
  const directory = join(home, 'links');
  // The loader splits its path at ":" and ";" and expands "$".
  if (/[:;$]/.test(libraries + directory)) return undefined;
  makeLinks(directory, libraries, links);
  ownTreeLikeParent(directory);
  const variable = process.platform === 'darwin' ? 'DYLD_LIBRARY_PATH' : 'LD_LIBRARY_PATH';
  return {
    directory: native.directory,
    environment: { ...environment, [variable]: `${directory}:${libraries}` },
  };
}

/** The surest test of all permissions on the way, and of the libraries, is to run the program. */
function runs(tree: NativeTree, user: ServerUser): boolean {
  const result = spawnSync(programPath(tree, 'postgres'), ['-V'], {
    uid: user.uid,
    gid: user.gid,
    env: tree.environment,
    cwd: '/',
    encoding: 'utf8',
  });
  return result.status === 0 && result.stdout.startsWith('postgres (PostgreSQL)');
}

function baseEnvironment(): Record<string, string> {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'];
  const environment: Record<string, string> = { LC_ALL: 'C', TMPDIR: tmpdir() };
  for (const name of kept) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function copyTree(source: string, destination: string): void {
  mkdirSync(destination, { recursive: true });
  // Whatever the umask: the server's user is another one.
  chmodSync(destination, 0o755);
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    const from = join(source, entry.name);
    const to = join(destination, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== 'pkgconfig') copyTree(from, to);
    } else if (entry.isFile() && !entry.name.endsWith('.a')) {
      copyFile(from, to);
    }
  }
}

function copyFile(from: string, to: string): void {
  const mode = statSync(from).mode & 0o111 ? 0o755 : 0o644;
  if ((statSync(from).mode & mode) === mode && linked(from, to)) return;
  copyFileSync(from, to, constants.COPYFILE_FICLONE);
  chmodSync(to, mode);
}

/** A hard link costs neither time nor space, but works only on one file system, and not on every one. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (['EXDEV', 'EPERM', 'EMLINK', 'ENOTSUP', 'EACCES'].includes(errorCode(error) ?? '')) {
      return false;
    }
    throw error;
  }
}
