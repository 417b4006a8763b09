import { fail } from '../core/diagnostics/diagnostic.ts';
import { locateValue } from './command-line-text.ts';
import type { Invocation } from './invocation.ts';
import { projectDirectory } from './project-directory.ts';

/**
 * The directory of the project whose embedded server a command is about. Where `--target` names a
 * target with a URL, that is not the server the user has in mind: it must not be dropped for it.
 */
export async function embeddedDirectory(invocation: Invocation): Promise<string> {
  const { flags, shell } = invocation;
  if (flags.target === undefined) return projectDirectory(flags.projectDir, shell);
  const { directory, place } = await (await import('./open-project.ts')).openProject(invocation);
  const { target } = await place();
  if (target.connection.type === 'embedded') return directory;
  return fail('usage-argument', `the target "${target.name}" has a URL, and no server of asof's`, {
    location: locateValue(shell, ['--target', '-t'], flags.target),
    hint: 'leave --target out for the embedded server; "db psql" and "debug" take any target',
  });
}
