import type { Command, CommanderError } from 'commander';
import { type Diagnostic, diagnostic } from '../core/diagnostics/diagnostic.ts';
import { didYouMean, nearest } from '../core/diagnostics/suggest.ts';
import { locateWord } from './command-line-text.ts';

/** What the parser of the command line refuses, as a diagnostic that points at the word. */
export function usageDiagnostic(
  error: CommanderError,
  program: Command,
  words: readonly string[],
): Diagnostic {
  const named = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const command = commandOf(program, words);
  const path = commandPath(command);
  const locate = (word: string) => locateWord({ program: program.name(), words }, word);
  const help = `see "${path} --help"`;
  switch (error.code) {
    case 'commander.unknownCommand': {
      const names = command.commands.map((each) => each.name());
      return diagnostic('usage-unknown-command', `there is no command "${named}"`, {
        location: locate(named),
        hint: didYouMean(named, names) ?? help,
      });
    }
    case 'commander.unknownOption': {
      const near = nearest(named, optionNames(command));
      return diagnostic('usage-unknown-option', `"${path}" has no option "${named}"`, {
        location: locate(named),
        hint: near === undefined ? help : `did you mean "${near}"?`,
      });
    }
    case 'commander.optionMissingArgument': {
      const flag = named.split(/[ ,]+/).find((part) => words.includes(part)) ?? named;
      return diagnostic('usage-argument', `"${flag}" needs a value`, {
        location: locate(flag),
        hint: help,
      });
    }
    case 'commander.missingArgument':
      return diagnostic('usage-argument', `"${path}" needs a <${named}>`, {
        location: locate(command.name()),
        hint: help,
      });
    case 'commander.excessArguments': {
      const extra = words.find((word) => !word.startsWith('-') && !path.split(' ').includes(word));
      return diagnostic('usage-argument', `"${path}" takes fewer arguments`, {
        location: extra === undefined ? undefined : locate(extra),
        hint: 'give nodes to --select',
      });
    }
    default:
      return diagnostic('usage-argument', error.message.replace(/^error: /, ''), { hint: help });
  }
}

/** The command that the words lead to. */
export function commandOf(program: Command, words: readonly string[]): Command {
  let command = program;
  for (const word of words) {
    const next = command.commands.find((each) => each.name() === word);
    if (next !== undefined) command = next;
  }
  return command;
}

/** `run db start` */
function commandPath(command: Command): string {
  const parent = command.parent;
  return parent === null ? command.name() : `${commandPath(parent)} ${command.name()}`;
}

function optionNames(command: Command): readonly string[] {
  const own = command.options.flatMap(({ long }) => (long == null ? [] : [long]));
  return command.parent === null ? own : [...own, ...optionNames(command.parent)];
}
