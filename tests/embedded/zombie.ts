import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { processState } from '../../src/embedded/server/process-state.ts';

export interface Zombie extends Disposable {
  readonly pid: number;
}

/** A process that has ended and is never reaped: its parent has become a program that does not. Linux only. */
export async function createZombie(): Promise<Zombie> {
  const parent = spawn('/bin/sh', ['-c', 'sleep 60 & echo $!; exec sleep 60']);
  const [printed] = await once(parent.stdout, 'data');
  const pid = Number(String(printed));
  // a shell would still reap it
  while (readFileSync(`/proc/${parent.pid}/comm`, 'utf8').trim() !== 'sleep') await sleep(5);
  process.kill(pid, 'SIGKILL');
  while (processState(pid) === 'alive') await sleep(5);
  return {
    pid,
    [Symbol.dispose]() {
      parent.kill();
    },
  };
}
