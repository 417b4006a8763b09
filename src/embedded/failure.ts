import type { Code } from '../core/diagnostics/codes.ts';
import { DiagnosticError, diagnostic } from '../core/diagnostics/diagnostic.ts';

const NOTE_LINES = 12;

export const USE_A_URL = 'give the target a url in project.yml, to a PostgreSQL server of your own';

/** The end of a program's output becomes the notes of the diagnostic: it is where the reason stands. */
export interface FailureDetails {
  readonly hint?: string | undefined;
  readonly output?: string;
  readonly cause?: unknown;
}

export function embeddedFailure(
  code: Code,
  message: string,
  { hint = USE_A_URL, output = '', cause }: FailureDetails = {},
): DiagnosticError {
  const lines = output.split('\n').map((line) => line.trimEnd());
  const notes = lines
    .filter((line) => line !== '')
    .slice(-NOTE_LINES)
    .map((line) => ({ message: line, location: undefined }));
  return new DiagnosticError([diagnostic(code, message, { hint, notes })], cause);
}

const IS_A_FILE = {
  reason: 'a file is in its place',
  hint: `move that file away, or ${USE_A_URL}`,
};

const DIRECTORY_REASONS: Readonly<Record<string, { reason: string; hint: string }>> = {
  EACCES: {
    reason: 'it belongs to another user',
    hint: `run as its owner, or ${USE_A_URL}`,
  },
  EPERM: {
    reason: 'it belongs to another user',
    hint: `run as its owner, or ${USE_A_URL}`,
  },
  EROFS: {
    reason: 'its file system is read-only',
    hint: `copy the project to where it can be written, or ${USE_A_URL}`,
  },
  ENOSPC: { reason: 'the disk is full', hint: `free some space, or ${USE_A_URL}` },
  ENOTDIR: IS_A_FILE,
  EEXIST: IS_A_FILE,
  EDQUOT: { reason: 'the disk quota is used up', hint: `free some space, or ${USE_A_URL}` },
};

/** What the file system refuses is the user's to mend; everything else is passed on as it is. */
export function directoryFailure(error: unknown, directory: string): unknown {
  const reason = DIRECTORY_REASONS[errorCode(error) ?? ''];
  if (reason === undefined) return error;
  // what is in the way is above the path that could not be used
  const path = (reason === IS_A_FILE ? undefined : errorPath(error)) ?? directory;
  return embeddedFailure('embedded-directory', `"${path}" cannot be used: ${reason.reason}`, {
    hint: reason.hint,
    cause: error,
  });
}

/** `ENOENT` and the like. */
export function errorCode(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

function errorPath(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('path' in error)) return undefined;
  return typeof error.path === 'string' ? error.path : undefined;
}
