import type { Secrets } from '../core/project/secrets.ts';

/** What a command knows of the process it runs in; tests make their own. */
export interface Shell {
  /** `run` or `asof`: how the user called us. */
  readonly program: string;
  /** The words after it. */
  readonly words: readonly string[];
  /** Writes the answer (stdout); secrets are masked on the way. */
  readonly answer: (text: string) => void;
  /** Writes progress and diagnostics (stderr); secrets are masked on the way. */
  readonly progress: (text: string) => void;
  /** The width of the terminal behind `progress`; undefined: it is not one. */
  readonly columns: (() => number) | undefined;
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly now: () => Date;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Leaves Ctrl-C to a program that is started in the same terminal. */
  readonly passOnInterrupts: () => void;
  /** What must never be written; grows as the project is read. */
  readonly secrets: Secrets;
  /** Texts that diagnostics may point into and that are no files: the command line, selectors. */
  readonly texts: Map<string, string>;
}
