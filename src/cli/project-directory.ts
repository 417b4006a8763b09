import { resolve } from 'node:path';
import { findProject } from '../files/find-project.ts';
import type { Shell } from './shell.ts';

/** The directory of project.yml: `--project-dir`, else here, or the nearest above that has one. */
export function projectDirectory(projectDir: string | undefined, shell: Shell): Promise<string> {
  return findProject(resolve(shell.directory, projectDir ?? '.'));
}
