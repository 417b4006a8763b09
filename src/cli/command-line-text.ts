/** What diagnostics about the command line name as their file. */
export const COMMAND_LINE = 'command line';

/** The command line as a text that places point into. */
export function commandLineText(program: string, words: readonly string[]): string {
  return [program, ...words].join(' ');
}
