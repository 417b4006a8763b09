import type { Command } from 'commander';

/** docs/reference/cli.md: every command and flag, as program.ts declares them. */
export function cliPage(program: Command): string {
  const commands = program.commands.flatMap((command) =>
    command.commands.length > 0 ? command.commands : [command],
  );
  return [
    '# Commands',
    '',
    'The binary has two names, `run` and `asof`. Elsewhere than in a clone of the repository write',
    '`npx asof`: `npx run` would fetch another package.',
    '',
    'Exit codes: 0 all well, warnings allowed · 1 it ran, and a node failed or was refused, or an error',
    'expectation did not hold · 2 it could not run · 130 interrupted. stdout is the answer, stderr is',
    'progress and diagnostics.',
    '',
    '## Flags of every command',
    '',
    ...optionTable(program),
    '',
    ...commands.flatMap(commandSection),
  ].join('\n');
}

function commandSection(command: Command): readonly string[] {
  return [
    `## ${pathOf(command)}${argumentsOf(command)}`,
    '',
    `${sentence(command.description())}`,
    '',
    ...(command.options.length === 0 ? [] : [...optionTable(command), '']),
  ];
}

function optionTable(command: Command): readonly string[] {
  const help = command.options.some(({ long }) => long === '--help');
  const rows = command.options.map(({ flags, description }) => [flags, description] as const);
  const all =
    command.parent === null && !help ? [...rows, ['-h, --help', 'print help'] as const] : rows;
  return [
    '| flag | does |',
    '| --- | --- |',
    ...all.map(
      ([flags, description]) => `| \`${flags}\` | ${description.replaceAll('|', '\\|')} |`,
    ),
  ];
}

/** `db start`, without the program's own name. */
function pathOf(command: Command): string {
  const parent = command.parent;
  if (parent === null) return '';
  return `${pathOf(parent)} ${command.name()}`.trim();
}

function argumentsOf(command: Command): string {
  return command.registeredArguments
    .map((argument) => {
      const name = argument.variadic ? `${argument.name()}...` : argument.name();
      return argument.required ? ` <${name}>` : ` [${name}]`;
    })
    .join('');
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
