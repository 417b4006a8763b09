import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { embeddedFailure, errorCode } from '../failure.ts';
import { runningServer } from '../server/postmaster.ts';
import { acquireLock } from '../server/start-lock.ts';
import {
  type Claim,
  type Cluster,
  claimFile,
  dataDirectory,
  findCluster,
  homeOf,
  isInside,
  ownerOf,
  type Pointer,
  pointerFile,
  SYSTEM_DIRECTORIES,
  stateDirectory,
} from './cluster.ts';
import { makeOwnedDirectory, moveTree, writeOwned } from './owned-file.ts';
import {
  canWorkIn,
  chownTree,
  isPrivateUid,
  isRoot,
  type ServerUser,
  serverUserCandidates,
} from './server-user.ts';

/** A cluster whose directory is there and fit for `user` to run a server in. */
export interface SettledCluster {
  readonly cluster: Cluster;
  /** Whom the server runs as; undefined: the caller. */
  readonly user: ServerUser | undefined;
}

export interface SettleOptions {
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Gives the project its cluster's directory: the one it has, also after a move; one of its own after a copy; a new one
 * else. The data itself is made later.
 */
export async function settleCluster(
  projectDirectory: string,
  options: SettleOptions,
): Promise<SettledCluster> {
  const project = realpathSync(projectDirectory);
  makeStateDirectory(project);
  await using _lock = await acquireLock(join(stateDirectory(project), 'lock'), options.signal);
  const found = findCluster(project);
  if (found?.standing === 'copied') leaveOriginal(found.cluster, options);
  const pointer = found === undefined || found.standing === 'copied' ? newPointer() : found.pointer;
  const settled = isRoot() ? settleAsRoot(project, pointer) : settleAsCaller(project, pointer);
  const claim: Claim = { project, owner: ownerOf(project) };
  writeOwned(claimFile(settled.home), JSON.stringify(claim));
  writeOwned(pointerFile(project), JSON.stringify(settled.pointer));
  return {
    cluster: { id: settled.pointer.id, project, home: settled.home },
    user: settled.user,
  };
}

interface Settlement {
  readonly pointer: Pointer;
  readonly home: string;
  readonly user: ServerUser | undefined;
}

function settleAsCaller(project: string, pointer: Pointer): Settlement {
  return { pointer, user: undefined, home: makeHome(homeOf(project, pointer)) };
}

/** The first place where an unprivileged server can live: where the data is, in the project, else outside of it. */
function settleAsRoot(project: string, pointer: Pointer): Settlement {
  const current = homeOf(project, pointer);
  const users = serverUserCandidates(project, join(current, 'data'), pointer.id);
  const [owning] = users;
  // A running server keeps its directory; wherever the project has moved, it is still inside.
  if (owning !== undefined && runningServer(current) !== undefined) {
    return { pointer, home: current, user: owning };
  }
  const places = new Set<Pointer['home']>([pointer.home, 'project', ...SYSTEM_DIRECTORIES]);
  for (const place of places) {
    const next = { id: pointer.id, home: place };
    const home = homeOf(project, next);
    if (place !== 'project' && !isTrustedSystemDirectory(dirname(home))) continue;
    makeHome(home);
    const user = users.find((candidate) => canWorkIn(home, candidate));
    if (user !== undefined) {
      if (home !== current) moveHome(current, home);
      takeOverData(join(home, 'data'), user);
      return { pointer: next, home, user };
    }
    if (home !== current) rmSync(home, { recursive: true });
  }
  throw embeddedFailure(
    'embedded-start',
    'PostgreSQL does not run as root, and no other user can be made to run it here',
    { hint: 'run as an ordinary user, or give the target a url in project.yml' },
  );
}

function makeStateDirectory(project: string): void {
  const directory = stateDirectory(project);
  // Whatever the umask: the server of a project of root's runs as another user, below it.
  if (makeOwnedDirectory(directory, 0o755) && isRoot()) chmodSync(directory, 0o755);
  const ignore = join(directory, '.gitignore');
  if (!existsSync(ignore)) writeOwned(ignore, '*\n');
}

/** Only its owner gets in; a server of root's, which runs as another user, gets through. */
function makeHome(home: string): string {
  makeOwnedDirectory(home, 0o700);
  if (isRoot()) chmodSync(home, 0o711);
  return home;
}

function isTrustedSystemDirectory(directory: string): boolean {
  try {
    mkdirSync(directory, { mode: 0o711 });
    chmodSync(directory, 0o711);
    return true;
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') return false;
  }
  const found = lstatSync(directory);
  return found.isDirectory() && found.uid === 0 && (found.mode & 0o022) === 0;
}

/** A copy shares nothing with its original: data that was copied whole is kept, under a new id. */
function leaveOriginal(copy: Cluster, { onProgress }: SettleOptions): void {
  if (!isInside(copy.home, copy.project)) {
    onProgress?.(
      'this project is a copy of another: it gets a PostgreSQL cluster of its own, empty',
    );
    return;
  }
  const data = dataDirectory(copy);
  if (existsSync(join(data, 'postmaster.pid'))) {
    onProgress?.(
      'this project was copied while its server ran: it gets a PostgreSQL cluster of its own, empty',
    );
    rmSync(data, { recursive: true });
  }
  for (const name of [
    'last-used',
    'keep',
    'server.json',
    'supervisor',
    'lock',
    'links',
    'native',
  ]) {
    rmSync(join(copy.home, name), { recursive: true, force: true });
  }
}

/** For a project that has moved to a place that its server cannot reach, or begins in one. */
function moveHome(from: string, to: string): void {
  if (existsSync(join(from, 'data'))) {
    rmSync(to, { recursive: true, force: true });
    moveTree(from, to);
  }
  rmSync(from, { recursive: true, force: true });
}

/** After a plain copy by root the data belongs to root, which PostgreSQL refuses to serve. */
function takeOverData(data: string, user: ServerUser): void {
  if (!existsSync(data)) return;
  chmodSync(data, 0o700);
  const { uid } = lstatSync(data);
  if (uid !== user.uid && (uid === 0 || isPrivateUid(uid))) chownTree(data, user);
}

function newPointer(): Pointer {
  return { id: randomBytes(8).toString('hex'), home: 'project' };
}
