import type { RunStatus } from '../core/plan/run-result.ts';
import type { Flags } from './flags.ts';
import type { Shell } from './shell.ts';

/** One call of a command: what it was given, and where it runs. */
export interface Invocation {
  readonly flags: Flags;
  readonly args: readonly string[];
  readonly shell: Shell;
}

/** A command's body; the status it returns becomes the exit code in main.ts. */
export type CommandBody = (invocation: Invocation) => Promise<RunStatus>;
