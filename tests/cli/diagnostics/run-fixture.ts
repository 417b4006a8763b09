import { chmod, cp, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT_CODES } from '../../../src/cli/main.ts';
import { dropEmbedded } from '../../../src/embedded/embedded-server.ts';
import type { BrokenFixture } from '../../support/broken-fixtures.ts';
import { type CliOutcome, runCli } from '../../support/cli.ts';
import { createDatabase, type TestDatabase } from '../../support/database.ts';
import { normalise } from './normalise.ts';
import type { SetUp } from './set-ups.ts';

/** All that the last of the fixture's commands prints, and its exit code. */
export async function runFixture(
  { commands, directory: source }: BrokenFixture,
  setUp: SetUp | undefined,
): Promise<string> {
  const temporary = await realpath(await mkdtemp(join(tmpdir(), 'asof-broken-')));
  // An embedded server of root's runs as another user, who has to get in.
  await chmod(temporary, 0o755);
  const directory = join(temporary, 'shop');
  await cp(source, directory, { recursive: true, filter: isOfProject });
  const database = await databaseOf(directory);
  const url = database?.url ?? '';
  const env: Record<string, string> = { HOME: temporary, ...(url && { DATABASE_URL: url }) };
  const run = (command: string) => runCli(wordsOf(command).slice(1), { directory, env });
  const ends: (() => Promise<unknown>)[] = [];
  try {
    for (const command of commands.slice(0, -1)) await run(command);
    const last = () => run(commands.at(-1) ?? '');
    const atEnd = (end: () => Promise<unknown>) => ends.push(end);
    const outcome = await (setUp ?? last)({ directory, url, env, atEnd, run: last });
    return normalise(transcript(outcome), directory);
  } finally {
    for (const end of ends.reverse()) await end();
    await dropEmbedded(directory);
    await database?.drop();
    await rm(temporary, { recursive: true, force: true });
  }
}

/** The user's directory holds neither the command nor its output. */
function isOfProject(path: string): boolean {
  return !/[\\/](?:command|output)\.txt$/.test(path);
}

/** One of its own for a project that names it; the others never start a server. */
async function databaseOf(directory: string): Promise<TestDatabase | undefined> {
  const text = await readFile(join(directory, 'project.yml'), 'utf8').catch(() => '');
  return text.includes("env_var('DATABASE_URL')") ? createDatabase() : undefined;
}

/** What a terminal shows: an answer comes after what was said on the way to it. */
function transcript({ stdout, stderr, status }: CliOutcome): string {
  return `${stderr}${stdout}exit code ${EXIT_CODES[status]}\n`;
}

/** As a shell splits them; quotes keep words together. */
function wordsOf(command: string): readonly string[] {
  return [...command.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map(([word]) =>
    word.replace(/'([^']*)'|"([^"]*)"/g, '$1$2'),
  );
}
