import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inject } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const LOADER = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const SOURCES = fileURLToPath(new URL('./main-process.ts', import.meta.url));

export interface Ended {
  /** null: a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliProcess {
  readonly child: ChildProcess;
  /** Once all of its output is closed. */
  readonly ended: Promise<Ended>;
}

export interface CliProcessOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly nodeOptions?: readonly string[];
  /** `kept`: as it is installed. `sources`: each module by itself, which takes seconds. */
  readonly program?: keyof typeof PROGRAMS;
}

const bundled = (name: string) => (nodeOptions: readonly string[]) => [
  ...nodeOptions,
  join(inject('programDirectory'), name),
];

/** What Node is given. */
const PROGRAMS = {
  bundle: bundled('main-process.js'),
  kept: bundled('start-process.js'),
  sources: (nodeOptions: readonly string[]) => ['--import', LOADER, ...nodeOptions, SOURCES],
};

/** The command line in a process of its own, which can be killed. */
export function startCli(
  words: readonly string[],
  { env = {}, nodeOptions = [], program = 'bundle' }: CliProcessOptions = {},
): CliProcess {
  const child = spawn(process.execPath, [...PROGRAMS[program](nodeOptions), ...words], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  const ended = once(child, 'close').then(([code]) => ({ code, stdout, stderr }));
  return { child, ended };
}
