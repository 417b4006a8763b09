import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCode } from '../failure.ts';
import { findNativePackage } from '../native/platform-package.ts';
import { processState } from './process-state.ts';

/** Fast breaks the connections and writes everything out; immediate leaves that to the next start. */
export type ShutdownMode = 'fast' | 'immediate';

const SIGNALS = { fast: 'SIGINT', immediate: 'SIGQUIT' } as const;
const PATIENCE_MS = 60_000;
const POLL_MS = 10;

export function signalServer(pid: number, mode: ShutdownMode): void {
  if (process.platform === 'win32') {
    // Node's kill() would end the process there and then, whatever the signal.
    const program = join(findNativePackage().directory, 'bin', 'pg_ctl.exe');
    spawnSync(program, ['kill', mode === 'fast' ? 'INT' : 'QUIT', String(pid)], {
      stdio: 'ignore',
    });
    return;
  }
  try {
    process.kill(pid, SIGNALS[mode]);
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** Stops a server, in good order if it can be had within a minute, and waits for its end. */
export async function stopServer(pid: number): Promise<void> {
  signalServer(pid, 'fast');
  if (await endedWithin(pid, PATIENCE_MS)) return;
  signalServer(pid, 'immediate');
  await endedWithin(pid, PATIENCE_MS);
}

export async function endedWithin(pid: number, durationMs: number): Promise<boolean> {
  const deadline = performance.now() + durationMs;
  while (processState(pid) === 'alive') {
    if (performance.now() > deadline) return false;
    await sleep(POLL_MS);
  }
  return true;
}
