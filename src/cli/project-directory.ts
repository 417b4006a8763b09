import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { fail } from '../core/diagnostics/diagnostic.ts';
import { findProject } from '../files/find-project.ts';
import { locateValue } from './command-line-text.ts';
import type { Shell } from './shell.ts';

/** The directory of project.yml: `--project-dir`, else here, or the nearest above that has one. */
export async function projectDirectory(
  projectDir: string | undefined,
  shell: Shell,
): Promise<string> {
  const directory = resolve(shell.directory, projectDir ?? '.');
  // one that is misspelt must not lead to the project above it
  if (projectDir !== undefined && !statSync(directory, { throwIfNoEntry: false })?.isDirectory()) {
    fail('project-not-found', `there is no directory "${projectDir}"`, {
      location: locateValue(shell, ['--project-dir'], projectDir),
      hint: 'name the directory of project.yml, or one below it',
    });
  }
  return findProject(directory);
}
