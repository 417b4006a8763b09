import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fail } from '../core/diagnostics/diagnostic.ts';

export const PROJECT_FILE = 'project.yml';

/** The directory that holds project.yml: `from`, or the nearest above it. */
export async function findProject(from: string): Promise<string> {
  const start = resolve(from);
  for (let at = start; ; at = dirname(at)) {
    if (existsSync(join(at, PROJECT_FILE))) return at;
    if (dirname(at) === at) break;
  }
  return fail(
    'project-not-found',
    `neither ${start} nor a directory above it holds ${PROJECT_FILE}`,
    {
      hint: 'run asof init to make a project here, or name one with --project-dir',
    },
  );
}
