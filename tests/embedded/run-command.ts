import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';

export interface RunCommandOptions {
  readonly uid?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Runs the launcher in a process of its own, and returns what it printed once all its output is closed. */
export async function runCommand(
  verb: 'start' | 'stop' | 'status',
  projectDirectory: string,
  options: RunCommandOptions = {},
): Promise<unknown> {
  const child = spawnCommand([verb, projectDirectory], options);
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString();
  });
  const [status] = await once(child, 'close');
  if (status !== 0) throw new Error(`${verb} ended with ${status}: ${output}`);
  return JSON.parse(output);
}

/** The same, not waited for. */
export function spawnCommand(
  commandArguments: readonly string[],
  { uid, environment = {} }: RunCommandOptions = {},
): ChildProcess {
  const program = join(inject('programDirectory'), 'command.js');
  return spawn(process.execPath, [program, ...commandArguments], {
    cwd: '/',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], TMPDIR: tmpdir(), HOME: tmpdir(), ...environment },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
}
