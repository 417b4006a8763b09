import { readFileSync } from 'node:fs';
import { errorCode } from '../failure.ts';

/** A zombie is dead, although kill(pid, 0) finds it: a pid 1 that does not reap keeps it for ever. */
export type ProcessState = 'alive' | 'dead';

export function processState(pid: number): ProcessState {
  const stat = readStat(pid);
  if (stat !== undefined) return stat.state === 'Z' || stat.state === 'X' ? 'dead' : 'alive';
  try {
    process.kill(pid, 0);
    return 'alive';
  } catch (error) {
    return errorCode(error) === 'EPERM' ? 'alive' : 'dead';
  }
}

/** A process, told apart from a later one with the same pid where the platform can say when it began. */
export interface ProcessIdentity {
  readonly pid: number;
  /** In clock ticks since boot; empty where there is no /proc. */
  readonly started: string;
}

export function identify(pid: number): ProcessIdentity {
  return { pid, started: readStat(pid)?.started ?? '' };
}

export function isSameProcessAlive({ pid, started }: ProcessIdentity): boolean {
  if (processState(pid) === 'dead') return false;
  const now = identify(pid).started;
  return started === '' || now === '' || now === started;
}

export function formatIdentity({ pid, started }: ProcessIdentity): string {
  return `${pid} ${started}`;
}

export function parseIdentity(text: string): ProcessIdentity | undefined {
  const [, pid, started = ''] = /^(\d+)(?: (\d+))?$/.exec(text.trim()) ?? [];
  return pid === undefined ? undefined : { pid: Number(pid), started };
}

function readStat(pid: number): { state: string; started: string } | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The command's name stands in parentheses and may itself hold any of them.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', started: fields[19] ?? '' };
  } catch {
    return undefined;
  }
}
