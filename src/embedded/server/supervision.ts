import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { errorCode } from '../failure.ts';
import { isSameProcessAlive, parseIdentity } from './process-state.ts';
import { openLog } from './server-log.ts';
import type { SupervisorTask } from './supervisor-task.ts';

/** In the cluster's home: which process supervises its server. */
export const SUPERVISOR_FILE = 'supervisor';

/** Enough for one small query a minute; Node would take more if it were let. */
const MEMORY_FLAGS = ['--max-old-space-size=64', '--max-semi-space-size=1'] as const;

export function isSupervised(home: string): boolean {
  const supervisor = readSupervisor(home);
  return supervisor !== undefined && isSameProcessAlive(supervisor);
}

export function supervisorPid(home: string): number | undefined {
  return isSupervised(home) ? readSupervisor(home)?.pid : undefined;
}

/** Starts one that holds nothing of ours open: neither our output, nor our terminal, nor our directory. */
export function startSupervisor(
  home: string,
  task: SupervisorTask,
): { supervisor: ChildProcess; logOffset: number } {
  const log = openLog(home);
  try {
    const command = [...MEMORY_FLAGS, ...supervisorProgram(), JSON.stringify(task)];
    const supervisor = spawn(process.execPath, command, {
      cwd: home,
      detached: true,
      stdio: ['ignore', log.descriptor, log.descriptor],
      env: supervisorEnvironment(),
      windowsHide: true,
    });
    supervisor.unref();
    return { supervisor, logOffset: log.size };
  } finally {
    closeSync(log.descriptor);
  }
}

/** The package holds JavaScript; in its own sources, under test, there is only TypeScript, which Node 20 cannot run. */
function supervisorProgram(): readonly string[] {
  if (/\.c?js$/.test(import.meta.url)) {
    return [fileURLToPath(new URL('./supervisor.js', import.meta.url))];
  }
  const loader = createRequire(import.meta.url).resolve('tsx');
  const program = fileURLToPath(new URL('./supervisor.ts', import.meta.url));
  return ['--import', pathToFileURL(loader).href, program];
}

/** Not the caller's: NODE_OPTIONS and PG* are meant for the command, not for what it leaves running. */
function supervisorEnvironment(): Record<string, string> {
  const environment: Record<string, string> = { TMPDIR: tmpdir() };
  for (const name of ['PATH', 'SystemRoot', 'TEMP', 'TMP']) {
    const value = process.env[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

function readSupervisor(home: string) {
  try {
    return parseIdentity(readFileSync(join(home, SUPERVISOR_FILE), 'utf8'));
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
