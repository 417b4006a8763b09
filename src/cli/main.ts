import type { RunStatus } from '../core/plan/run-result.ts';
import { openShell } from './open-shell.ts';
import { runCommandLine } from './run-command-line.ts';

// Only here: what a process says to its caller. `error`: it could not run at all.
export const EXIT_CODES = {
  success: 0,
  fail: 1,
  error: 2,
  interrupted: 130,
} as const satisfies Record<RunStatus, number>;

/** The process: its words in, its exit code out. */
export async function main(): Promise<void> {
  const words = process.argv.slice(2);
  using opened = openShell(process, words, () => process.exit(EXIT_CODES.interrupted));
  process.exitCode = EXIT_CODES[await runCommandLine(opened.shell)];
}
