import type { Location } from '../core/diagnostics/source-file.ts';

/** What diagnostics about the command line name as their file. */
export const COMMAND_LINE = 'command line';

export interface CommandLine {
  readonly program: string;
  readonly words: readonly string[];
}

/** The command line as a text that places point into. */
export function commandLineText(program: string, words: readonly string[]): string {
  return [program, ...words].join(' ');
}

/** The place of a word, or of the option that it begins with: `--select` in `--select=orders`. */
export function locateWord({ program, words }: CommandLine, word: string): Location | undefined {
  const index = words.findIndex((each) => each === word || each.startsWith(`${word}=`));
  return index < 0 ? undefined : placeIn({ program, words }, index, 0, word.length);
}

/** The place of the value that an option is given, in whichever way: `--vars v`, `--vars=v`. */
export function locateValue(
  { program, words }: CommandLine,
  options: readonly string[],
  value: string,
): Location | undefined {
  for (const [index, word] of words.entries()) {
    const option = options.find((each) => word === each || word === `${each}=${value}`);
    if (option === undefined) continue;
    if (word !== option) {
      return placeIn({ program, words }, index, option.length + 1, value.length);
    }
    if (words[index + 1] === value) {
      return placeIn({ program, words }, index + 1, 0, value.length);
    }
  }
  return undefined;
}

/** The words without these options and the value that each takes. */
export function withoutOptions(
  words: readonly string[],
  options: readonly string[],
): readonly string[] {
  return words.filter(
    (word, index) =>
      !options.includes(word) &&
      !options.includes(words[index - 1] ?? '') &&
      !options.some((option) => word.startsWith(`${option}=`)),
  );
}

function placeIn(
  { program, words }: CommandLine,
  index: number,
  offset: number,
  length: number,
): Location {
  const before = commandLineText(program, words.slice(0, index)).length + 1;
  return {
    file: COMMAND_LINE,
    line: 1,
    column: before + offset + 1,
    length: Math.max(1, length),
  };
}
