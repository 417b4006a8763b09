import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Cluster,
  dataDirectory,
  findCluster,
  isInside,
  keepFile,
  lastUsedFile,
  lockDirectory,
  pointerFile,
  stateDirectory,
} from './cluster/cluster.ts';
import { createCluster } from './cluster/create-cluster.ts';
import { touchOwned } from './cluster/owned-file.ts';
import { passwordFile } from './cluster/password-file.ts';
import { type SettledCluster, settleCluster } from './cluster/settle-cluster.ts';
import { EMBEDDED_DATABASE, EMBEDDED_USER, type EmbeddedConnection } from './connection.ts';
import { directoryFailure, embeddedFailure } from './failure.ts';
import { prepareNativeTree } from './native/native-tree.ts';
import { findNativePackage, type NativePackage } from './native/platform-package.ts';
import { refuseIfServedElsewhere } from './server/elsewhere.ts';
import { launchServer, waitWhileStarting } from './server/launch-server.ts';
import { lastSocketDirectory, type RunningServer, runningServer } from './server/postmaster.ts';
import { hasSocket, isPrivate, removeSocketDirectory } from './server/socket-directory.ts';
import { acquireLock, isLocked } from './server/start-lock.ts';
import { endedWithin, stopServer } from './server/stop-server.ts';
import { isSupervised, startSupervisor, supervisorPid } from './server/supervision.ts';

export interface EmbeddedOptions {
  readonly projectDirectory: string;
  /** Until it is stopped, instead of until 15 minutes after the last connection. */
  readonly keepRunning?: boolean;
  /** False for throwaway clusters only: a crash of the machine may ruin them. */
  readonly durable?: boolean;
  /** Told of what takes longer than a moment. */
  readonly onProgress?: ((message: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For tests, which cannot wait for 15 minutes. */
  readonly idleMs?: number;
}

const IDLE_MS = 15 * 60 * 1000;
const SUPERVISOR_END_MS = 5_000;

/**
 * The project's own server, running: joined when it is up, started when it is not, with its data made the first time.
 * However many ask at once, one starts it and the others join.
 */
export function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedConnection> {
  return inProject(
    options.projectDirectory,
    async () => joinAtOnce(options) ?? (await startOrJoin(options)),
  );
}

export type StopOutcome = 'stopped' | 'not-running';

/** Breaks the connections, and returns when the server has ended. */
export function stopEmbedded(projectDirectory: string): Promise<StopOutcome> {
  return inProject(projectDirectory, async () => {
    const cluster = ownCluster(projectDirectory);
    if (cluster === undefined) return 'not-running';
    await using _lock = await acquireLock(lockDirectory(cluster));
    return await stopRunning(cluster);
  });
}

export type EmbeddedStatus =
  | { readonly status: 'absent' }
  | { readonly status: 'stopped'; readonly dataDirectory: string; readonly version: string }
  | {
      readonly status: 'running';
      readonly dataDirectory: string;
      readonly version: string;
      readonly pid: number;
      readonly connection: EmbeddedConnection;
    };

/** What there is, without starting or changing anything. */
export function embeddedStatus(projectDirectory: string): Promise<EmbeddedStatus> {
  return inProject(projectDirectory, async () => {
    const cluster = ownCluster(projectDirectory);
    if (cluster === undefined || !hasData(cluster)) return { status: 'absent' };
    const found = { dataDirectory: dataDirectory(cluster), version: dataVersion(cluster) };
    const server = runningServer(cluster.home);
    if (!server?.ready) return { status: 'stopped', ...found };
    const connection = connectionTo(cluster, server);
    return { status: 'running', ...found, pid: server.pid, connection };
  });
}

export type DropOutcome = 'dropped' | 'absent';

/** Stops the server and removes its data: the next start makes an empty one. */
export function dropEmbedded(projectDirectory: string): Promise<DropOutcome> {
  return inProject(projectDirectory, async () => {
    const cluster = ownCluster(projectDirectory);
    if (cluster === undefined || !existsSync(cluster.home)) return 'absent';
    await using _lock = await acquireLock(lockDirectory(cluster));
    await stopRunning(cluster);
    rmSync(pointerFile(cluster.project), { force: true });
    rmSync(cluster.home, { recursive: true, force: true });
    return 'dropped';
  });
}

async function inProject<T>(projectDirectory: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw directoryFailure(error, stateDirectory(projectDirectory));
  }
}

/** The cluster that the project's pointer names, unless that is another project's. */
function ownCluster(projectDirectory: string): Cluster | undefined {
  const found = findCluster(projectDirectory);
  if (found === undefined) return undefined;
  const { cluster, standing } = found;
  return standing === 'copied' && !isInside(cluster.home, cluster.project) ? undefined : cluster;
}

/** The way of nearly every command: a few reads, no lock, nothing loaded. */
function joinAtOnce(options: EmbeddedOptions): EmbeddedConnection | undefined {
  const found = findCluster(options.projectDirectory);
  if (found?.standing !== 'settled' || !hasData(found.cluster)) return undefined;
  // The touch comes before the look at the lock: see stopIdle in supervisor.ts.
  touchOwned(lastUsedFile(found.cluster.home));
  if (isLocked(lockDirectory(found.cluster))) return undefined;
  return joinRunning(found.cluster, options);
}

async function startOrJoin(options: EmbeddedOptions): Promise<EmbeddedConnection> {
  const native = findNativePackage();
  const settled = await settleCluster(options.projectDirectory, options);
  const { cluster } = settled;
  await using _lock = await acquireLock(lockDirectory(cluster), options.signal);
  touchOwned(lastUsedFile(cluster.home));
  await waitWhileStarting(cluster.home, options.signal);
  const joined = joinRunning(cluster, options);
  if (joined !== undefined) return joined;
  // One that runs and cannot be reached: something cleared the temporary directory.
  if (runningServer(cluster.home) !== undefined) await stopRunning(cluster);
  return await start(settled, native, options);
}

async function start(
  { cluster, user }: SettledCluster,
  native: NativePackage,
  options: EmbeddedOptions,
): Promise<EmbeddedConnection> {
  const { home, id } = cluster;
  const { durable = true, idleMs = IDLE_MS, signal, onProgress } = options;
  if (hasData(cluster)) {
    refuseOtherVersion(cluster, native);
    await refuseIfServedElsewhere(home, { onProgress, signal });
  }
  const tree = prepareNativeTree(native, { home, user });
  if (!hasData(cluster)) {
    onProgress?.(`creating a PostgreSQL ${native.majorVersion} cluster`);
    await createCluster({ native, tree, home, user, durable, signal });
  }
  if (options.keepRunning) touchOwned(keepFile(home));
  const server = await launchServer({ id, home, tree, user, durable, idleMs, signal });
  return connectionTo(cluster, server);
}

function joinRunning(cluster: Cluster, options: EmbeddedOptions): EmbeddedConnection | undefined {
  const server = runningServer(cluster.home);
  if (!server?.ready || !isReachable(cluster, server)) return undefined;
  const connection = connectionTo(cluster, server);
  if (options.keepRunning) touchOwned(keepFile(cluster.home));
  if (!isSupervised(cluster.home)) {
    const { host, port } = connection;
    const { idleMs = IDLE_MS } = options;
    startSupervisor(cluster.home, { launch: undefined, pid: server.pid, host, port, idleMs });
  }
  return connection;
}

function isReachable(cluster: Cluster, { socketDirectory }: RunningServer): boolean {
  if (socketDirectory === '') return true;
  const { uid } = statSync(dataDirectory(cluster));
  return isPrivate(socketDirectory, uid) && hasSocket(socketDirectory);
}

function connectionTo(cluster: Cluster, server: RunningServer): EmbeddedConnection {
  const password = passwordFile(cluster.home);
  return {
    host: server.socketDirectory === '' ? '127.0.0.1' : server.socketDirectory,
    port: server.port,
    user: EMBEDDED_USER,
    password: password === undefined ? undefined : readFileSync(password, 'utf8').trim(),
    database: EMBEDDED_DATABASE,
  };
}

/** Needs the lock. */
async function stopRunning({ home }: Cluster): Promise<StopOutcome> {
  rmSync(keepFile(home), { force: true });
  const server = runningServer(home);
  const socketDirectory = lastSocketDirectory(home);
  if (server !== undefined) {
    const supervisor = supervisorPid(home);
    await stopServer(server.pid);
    if (supervisor !== undefined) await endedWithin(supervisor, SUPERVISOR_END_MS);
  }
  // Also that of a server which was killed.
  if (socketDirectory !== '') {
    removeSocketDirectory(socketDirectory, statSync(join(home, 'data')).uid);
  }
  return server === undefined ? 'not-running' : 'stopped';
}

function hasData(cluster: Cluster): boolean {
  return existsSync(join(dataDirectory(cluster), 'PG_VERSION'));
}

/** PostgreSQL's major version. */
function dataVersion(cluster: Cluster): string {
  return readFileSync(join(dataDirectory(cluster), 'PG_VERSION'), 'utf8').trim();
}

function refuseOtherVersion(cluster: Cluster, native: NativePackage): void {
  const version = dataVersion(cluster);
  if (version === native.majorVersion) return;
  const data = dataDirectory(cluster);
  throw embeddedFailure(
    'embedded-version',
    `the data in "${data}" must be of PostgreSQL ${native.majorVersion}, not ${version}`,
    {
      hint: 'remove it with "asof db drop" and build again, or install the version of asof that made it',
    },
  );
}
