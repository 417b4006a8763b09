/** A broken promise of ours, never a user's mistake: the CLI prints it with a stack and where to report it. */
export class BugError extends Error {
  override readonly name = 'BugError';
}

export function bug(message: string, cause?: unknown): never {
  throw new BugError(message, cause === undefined ? undefined : { cause });
}
