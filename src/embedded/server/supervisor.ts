import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepFile, lastUsedFile } from '../cluster/cluster.ts';
import { writeOwned } from '../cluster/owned-file.ts';
import { passwordFile } from '../cluster/password-file.ts';
import { type Activity, readActivity } from './activity.ts';
import { runningServer } from './postmaster.ts';
import { formatIdentity, identify, processState } from './process-state.ts';
import { boundLog } from './server-log.ts';
import { noteServer, showLife } from './server-note.ts';
import { removeSocketDirectory } from './socket-directory.ts';
import { acquireLock } from './start-lock.ts';
import { endedWithin, signalServer, stopServer } from './stop-server.ts';
import { isSupervised, SUPERVISOR_FILE, supervisorPid } from './supervision.ts';
import { parseSupervisorTask, type ServerLaunch, type SupervisorTask } from './supervisor-task.ts';

/**
 * A process of its own for each running server, which outlives the command that started it: it is the server's parent,
 * so that a killed one leaves no zombie, and stops it some time after the last connection.
 *
 * Its working directory is the cluster's home, and all its paths are relative to that: the project may move meanwhile.
 */
const HOME = '.';

/** Only under the lock, or without data to start on, is there no other start that counts on the directory. */
let ownsSocketDirectory = false;

const LONGEST_PAUSE_MS = 60_000;
const LIVENESS_MS = 2_000;

async function supervise(task: SupervisorTask): Promise<void> {
  const pid = task.launch === undefined ? task.pid : launch(task.launch);
  if (pid === undefined || (task.launch === undefined && isSupervised(HOME))) return;
  if (!(await becameTheServer(pid))) return;
  // From now on, and not for a server that lost: what it would clear away is the winner's.
  const { uid } = statSync('data');
  process.on('exit', () => {
    forgetSupervisor();
    if (ownsSocketDirectory && task.host.startsWith('/')) removeSocketDirectory(task.host, uid);
  });
  noteServer(HOME, pid);
  writeOwned(SUPERVISOR_FILE, formatIdentity(identify(process.pid)));
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => signalServer(pid, 'fast'));
  }
  await watch(pid, task);
  process.exit();
}

function launch(server: ServerLaunch): number | undefined {
  const child = spawn(server.program, server.programArguments, {
    env: server.environment,
    // The log, which the launcher opened.
    stdio: ['ignore', 'inherit', 'inherit'],
    windowsHide: true,
    ...(server.uid === undefined ? {} : { uid: server.uid }),
    ...(server.gid === undefined ? {} : { gid: server.gid }),
  });
  child.on('error', (error) => {
    process.stderr.write(`FATAL:  "${server.program}" cannot be run: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', () => process.exit());
  return child.pid;
}

/** False for a server that lost against another on the same data; our caller joins the winner. */
async function becameTheServer(pid: number): Promise<boolean> {
  while (processState(pid) === 'alive') {
    if (runningServer(HOME)?.pid === pid) return true;
    await sleep(10);
  }
  return false;
}

/** Resolves once the server has ended. */
async function watch(pid: number, task: SupervisorTask): Promise<void> {
  const pauseMs = Math.min(LONGEST_PAUSE_MS, task.idleMs / 5);
  let idleSince = Date.now();
  let previous: Activity | undefined;
  let nextLook = Date.now() + pauseMs;
  while (processState(pid) === 'alive') {
    await sleep(Math.min(LIVENESS_MS, pauseMs));
    if (!existsSync('data/PG_VERSION')) {
      ownsSocketDirectory = true;
      signalServer(pid, 'immediate');
      await endedWithin(pid, LONGEST_PAUSE_MS);
      return;
    }
    showLife(HOME);
    if (Date.now() < nextLook) continue;
    boundLog(HOME);
    const activity = await readActivity({ ...task, password: readPassword() });
    if (isBusy(activity, previous)) idleSince = Date.now();
    previous = activity;
    nextLook = Date.now() + pauseMs;
    if (Date.now() - lastUse(idleSince) >= task.idleMs && (await stopIdle(pid, task, idleSince))) {
      return;
    }
  }
}

/** Whoever was connected at the reading before counts as connected until now. */
function isBusy(now: Activity | undefined, before: Activity | undefined): boolean {
  if (now === undefined || now.connections > 0) return true;
  return before !== undefined && (before.connections > 0 || before.sessions !== now.sessions);
}

/**
 * A command that joins first says so by a touch, then looks at the lock; here the lock comes first, then the touch: so
 * either it finds the lock, and waits for the end, or it is seen, and the server stays.
 */
async function stopIdle(pid: number, task: SupervisorTask, idleSince: number): Promise<boolean> {
  await using _lock = await acquireLock('lock');
  const activity = await readActivity({ ...task, password: readPassword() });
  if (activity === undefined || activity.connections > 0) return false;
  if (Date.now() - lastUse(idleSince) < task.idleMs) return false;
  ownsSocketDirectory = true;
  // Our end follows the server's, and the lock ends with us.
  await stopServer(pid);
  return true;
}

function lastUse(idleSince: number): number {
  if (existsSync(keepFile(HOME))) return Date.now();
  try {
    return Math.max(idleSince, statSync(lastUsedFile(HOME)).mtimeMs);
  } catch {
    return idleSince;
  }
}

function readPassword(): string | undefined {
  const file = passwordFile(HOME);
  return file === undefined ? undefined : readFileSync(file, 'utf8').trim();
}

/** Unless it names a successor by now. */
function forgetSupervisor(): void {
  if (supervisorPid(HOME) === process.pid) rmSync(SUPERVISOR_FILE);
}

await supervise(parseSupervisorTask(process.argv[2] ?? ''));
