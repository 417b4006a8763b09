import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import { type Command, run, timed } from './command.ts';

/** The root of the repository, which is the flagship project. */
export const ROOT = join(import.meta.dirname, '../..');

/** asof as its users call it. */
export const ASOF = [process.execPath, join(ROOT, 'bin/run.js')] as const;

/** A project in a temporary directory, on an embedded server of its own. */
export interface Workspace extends Disposable {
  readonly directory: string;
  readonly url: string;
  /** The command line that runs asof on the project. */
  readonly command: (...words: readonly string[]) => Command;
  /** Seconds of wall time of such a command. */
  readonly timed: (...words: readonly string[]) => number;
  /** What the process of such a command took. */
  readonly usage: (...words: readonly string[]) => Usage;
  /** Writes files by their path below the directory. */
  readonly write: (files: Files) => void;
}

export interface Usage {
  readonly seconds: number;
  /** Of the processors; on a busy machine less than the seconds of wall time that it waited for them. */
  readonly cpuSeconds: number;
  /** The most memory that it held. */
  readonly peakBytes: number;
}

export type Files = Readonly<Record<string, string>>;

/** The server runs until the workspace is disposed of, so that no command pays for its start. */
export function openWorkspace(files: Files): Workspace {
  const directory = mkdtempSync(join(tmpdir(), 'asof-bench-'));
  const write = (written: Files): void => {
    for (const [path, text] of Object.entries(written)) {
      mkdirSync(dirname(join(directory, path)), { recursive: true });
      writeFileSync(join(directory, path), text);
    }
  };
  const command = (...words: readonly string[]): Command => [
    ...ASOF,
    ...words,
    '--project-dir',
    directory,
    '--quiet',
  ];
  const dispose = (): void => {
    try {
      run(command('db', 'drop'));
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  };
  try {
    write(files);
    run(command('db', 'start'));
    const url = run(command('db', 'url')).trim();
    return {
      directory,
      url,
      command,
      timed: (...words) => timed(command(...words)),
      usage: (...words) => usage(command(...words), join(directory, 'usage.json')),
      write,
      [Symbol.dispose]: dispose,
    };
  } catch (error) {
    dispose();
    throw error;
  }
}

const UsageFile = z.object({ peakBytes: z.number(), cpuSeconds: z.number() });

function usage(command: Command, file: string): Usage {
  const script = pathToFileURL(join(import.meta.dirname, 'usage.mjs')).href;
  const env = { NODE_OPTIONS: `--import ${script}`, BENCH_USAGE_FILE: file };
  const seconds = timed(command, { env });
  return { seconds, ...UsageFile.parse(JSON.parse(readFileSync(file, 'utf8'))) };
}
