import module from 'node:module';
import type { RunStatus } from '../core/plan/run-result.ts';
import { asofVersion } from './package-facts.ts';

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
  const [first] = words;
  // Before anything else is loaded: other programs ask for the version, and often.
  if (words.length === 1 && (first === '--version' || first === '-V')) {
    process.stdout.write(`${asofVersion()}\n`);
    return;
  }
  // From Node 22 on; it keeps compiled code between calls.
  if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') {
    module.enableCompileCache();
  }
  const { openShell } = await import('./open-shell.ts');
  const { runCommandLine } = await import('./run-command-line.ts');
  using opened = openShell(process, words, () => process.exit(EXIT_CODES.interrupted));
  process.exitCode = EXIT_CODES[await runCommandLine(opened.shell)];
}
