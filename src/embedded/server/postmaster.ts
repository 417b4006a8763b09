import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isPrivateUid, isRoot } from '../cluster/server-user.ts';
import { errorCode } from '../failure.ts';
import { isSameProcessAlive, processState } from './process-state.ts';
import { inode, readNote } from './server-note.ts';

/** A living server, as its postmaster.pid describes it. */
export interface RunningServer {
  readonly pid: number;
  readonly port: number;
  /** Empty where it listens on TCP. */
  readonly socketDirectory: string;
  readonly ready: boolean;
}

/**
 * The server that runs on the data in `home`, if one does. A postmaster.pid alone says little: its process may be dead,
 * a zombie, another one with the same number, or (in a copied directory) the server of other data.
 */
export function runningServer(home: string): RunningServer | undefined {
  const server = readPostmasterFile(home);
  return server !== undefined && servesData(server.pid, home) ? server : undefined;
}

/** Where the server listens, or did when it was killed; empty if it ended in good order. */
export function lastSocketDirectory(home: string): string {
  return readPostmasterFile(home)?.socketDirectory ?? '';
}

function readPostmasterFile(home: string): RunningServer | undefined {
  const text = readIfThere(join(home, 'data', 'postmaster.pid'));
  const [pid, , , port, socketDirectory, , , status] = (text ?? '').split('\n');
  // One that is being written has no port yet: its server is alive and not ready.
  if (!/^-?\d+$/.test(pid ?? '')) return undefined;
  return {
    pid: Math.abs(Number(pid)),
    port: Number(port ?? 0),
    socketDirectory: socketDirectory ?? '',
    ready: status?.trim() === 'ready',
  };
}

function servesData(pid: number, home: string): boolean {
  if (processState(pid) === 'dead') return false;
  const data = join(home, 'data');
  const noted = readNote(home);
  if (noted?.identity.pid === pid) {
    return isSameProcessAlive(noted.identity) && noted.data === inode(data);
  }
  if (process.platform !== 'linux') return true;
  const directory = workingDirectory(pid);
  if (directory !== undefined) return directory === inode(data);
  // Another user's process shows its name, if nothing else.
  return (readIfThere(`/proc/${pid}/cmdline`) ?? '').includes('postgres');
}

/**
 * Clears away what a killed server leaves: its postmaster.pid, which a zombie or another process of the same number
 * would seem to hold, and backends that have not noticed yet. To be called under the lock, with no server running.
 */
export function clearCrashedServer(home: string): void {
  const data = join(home, 'data');
  if (readIfThere(join(data, 'postmaster.pid')) === undefined) return;
  for (const pid of orphans(data)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (errorCode(error) !== 'ESRCH') throw error;
    }
  }
  rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** The processes that still work in the data. */
function orphans(data: string): number[] {
  if (process.platform !== 'linux') return [];
  const here = inode(data);
  const owner = statSync(data).uid;
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    if (pid === process.pid || processState(pid) === 'dead') return false;
    const directory = workingDirectory(pid);
    if (directory !== undefined) {
      return directory === here && (readIfThere(`/proc/${pid}/cmdline`) ?? '').includes('postgres');
    }
    // Root in a container may not look into other users' processes; a private uid has no others.
    return isRoot() && isPrivateUid(owner) && uidOf(pid) === owner;
  });
}

function workingDirectory(pid: number): string | undefined {
  try {
    readlinkSync(`/proc/${pid}/cwd`);
    return inode(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}

function uidOf(pid: number): number | undefined {
  try {
    return statSync(`/proc/${pid}`).uid;
  } catch {
    return undefined;
  }
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ESRCH'].includes(errorCode(error) ?? '')) return undefined;
    throw error;
  }
}
