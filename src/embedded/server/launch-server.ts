import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeAnew } from '../cluster/owned-file.ts';
import type { ServerUser } from '../cluster/server-user.ts';
import { renderSettings } from '../cluster/settings.ts';
import { embeddedFailure, USE_A_URL } from '../failure.ts';
import { type NativeTree, programPath } from '../native/native-tree.ts';
import { clearCrashedServer, type RunningServer, runningServer } from './postmaster.ts';
import { readLogFrom } from './server-log.ts';
import { makeSocketDirectory, removeSocketDirectory, SOCKET_PORT } from './socket-directory.ts';
import { startSupervisor } from './supervision.ts';

export interface LaunchOptions {
  readonly id: string;
  readonly home: string;
  readonly tree: NativeTree;
  readonly user: ServerUser | undefined;
  readonly durable: boolean;
  readonly idleMs: number;
  readonly signal: AbortSignal | undefined;
}

const POLL_MS = 5;

/** Starts a server on data that no server runs on, and returns when it accepts connections. Needs the lock. */
export async function launchServer(options: LaunchOptions): Promise<RunningServer> {
  const { home, tree, user, durable, idleMs } = options;
  const data = join(home, 'data');
  clearCrashedServer(home);
  writeAnew(join(data, 'postgresql.conf'), renderSettings({ durable }), user);
  const endpoint = await chooseEndpoint(options.id, user);
  const { supervisor, logOffset } = startSupervisor(home, {
    launch: {
      program: programPath(tree, 'postgres'),
      programArguments: ['-D', data, ...endpoint.settings.flatMap((setting) => ['-c', setting])],
      environment: tree.environment,
      uid: user?.uid,
      gid: user?.gid,
    },
    pid: undefined,
    host: endpoint.host,
    port: endpoint.port,
    idleMs,
  });
  for (;;) {
    options.signal?.throwIfAborted();
    // Asked before looking: whoever ends after the look may have been there at it.
    const ended = supervisor.exitCode !== null || supervisor.signalCode !== null;
    const server = runningServer(home);
    if (server?.ready) return server;
    if (server === undefined && ended) {
      if (process.platform !== 'win32') removeSocketDirectory(endpoint.host, user?.uid);
      throw startFailure(readLogFrom(home, logOffset));
    }
    await pause(options.signal);
  }
}

/** Recovery after a crash may take its time: as long as the server lives, it is waited for. */
export async function waitWhileStarting(
  home: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  while (runningServer(home)?.ready === false) {
    signal?.throwIfAborted();
    await pause(signal);
  }
}

function pause(signal: AbortSignal | undefined): Promise<void> {
  return sleep(POLL_MS, undefined, signal === undefined ? {} : { signal });
}

interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly settings: readonly string[];
}

async function chooseEndpoint(id: string, user: ServerUser | undefined): Promise<Endpoint> {
  if (process.platform === 'win32') {
    const port = await freePort();
    return {
      host: '127.0.0.1',
      port,
      settings: ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='],
    };
  }
  const host = makeSocketDirectory(id, user);
  return {
    host,
    port: SOCKET_PORT,
    settings: [
      'listen_addresses=',
      `port=${SOCKET_PORT}`,
      `unix_socket_directories="${host.replaceAll('"', '""')}"`,
      'unix_socket_permissions=0700',
    ],
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

function startFailure(log: string): Error {
  const fatal = log.split('\n').findLast((line) => /\b(FATAL|PANIC):/.test(line));
  const reason = fatal?.replace(/^.*?\b(FATAL|PANIC):\s*/, '');
  const why = reason === undefined ? '' : `: ${reason}`;
  if (log.includes('No space left on device')) {
    return embeddedFailure('embedded-directory', `the disk is full${why}`, {
      hint: `free some space, or ${USE_A_URL}`,
      output: log,
    });
  }
  return embeddedFailure('embedded-start', `the embedded PostgreSQL server does not start${why}`, {
    output: log,
  });
}
