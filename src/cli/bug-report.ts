import { commandLineText } from './command-line-text.ts';
import type { Shell } from './shell.ts';

/** What is shown of an error that is ours, with all that is needed to find it. */
export function formatBug(error: unknown, shell: Shell, version: string): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  return [
    'a bug in asof; what it was doing is not finished',
    stack,
    ...(cause === undefined ? [] : [`caused by: ${cause.stack ?? cause.message}`]),
    `asof ${version}, node ${process.version}, ${process.platform} ${process.arch}`,
    commandLineText(shell.program, shell.words),
    'hint: report these lines as an issue of asof; the same command may be run again safely',
    '',
  ].join('\n');
}
