import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';

/**
 * The root of the repository that the project is in: what git takes for it; where there is no git,
 * the workspace of GitHub Actions that holds it, or else the project itself.
 */
export function repositoryRoot(directory: string, workspace: string | undefined): string {
  for (let at = resolve(directory); ; at = dirname(at)) {
    // of a submodule or a second working tree it is a file
    if (existsSync(join(at, '.git'))) return at;
    if (dirname(at) === at) break;
  }
  if (workspace === undefined || workspace === '') return directory;
  const below = relative(workspace, directory);
  const isInside = below !== '..' && !below.startsWith(`..${sep}`) && resolve(below) !== below;
  return isInside ? workspace : directory;
}

/** The path of a project's file below that root, with `/` on every platform. */
export function pathInRepository(root: string, directory: string, file: string): string {
  return relative(root, join(directory, file)).split(sep).join('/');
}
