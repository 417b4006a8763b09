import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A project with the mistake that its diagnostic is about, and what asof says to it. */
export interface BrokenFixture {
  /** Of the diagnostic; the folder is named like it. */
  readonly code: string;
  readonly directory: string;
  /** As a user types them, in order: the last one shows the diagnostic. */
  readonly commands: readonly string[];
  /** Holds all that the last command prints, and its exit code. */
  readonly outputFile: string;
}

const PROJECTS = fileURLToPath(new URL('../fixtures/projects', import.meta.url));

export function brokenFixtures(): readonly BrokenFixture[] {
  return readdirSync(PROJECTS)
    .sort()
    .map((code) => {
      const directory = join(PROJECTS, code);
      const commands = readFileSync(join(directory, 'command.txt'), 'utf8').trim().split('\n');
      return { code, directory, commands, outputFile: join(directory, 'output.txt') };
    });
}
