import { resolve } from 'node:path';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { locateValue } from '../command-line-text.ts';
import { initFiles } from '../init-files.ts';
import type { Invocation } from '../invocation.ts';
import { writeNewFiles } from '../new-files.ts';
import { projectName } from '../project-name.ts';

/** `init`: a new small project that builds, or suites of Great Expectations as files of a project. */
export async function init(invocation: Invocation): Promise<RunStatus> {
  const { args, flags, shell } = invocation;
  if (flags.fromGx.length > 0) {
    const { initFromSuites } = await import('../suites/init-from-suites.ts');
    return initFromSuites(invocation);
  }
  if (flags.model !== undefined) {
    return fail('usage-argument', '"--model" says what suites are about, and none is given', {
      location: locateValue(shell, ['--model'], flags.model),
      hint: 'give them: --from-gx suite.json',
    });
  }
  const directory = resolve(shell.directory, flags.projectDir ?? '.', args[0] ?? '.');
  const files = initFiles(projectName(directory));
  await writeNewFiles(directory, files, 'give another directory: init <directory>');
  const made = Object.keys(files);
  const change = args[0] === undefined ? '' : `cd ${args[0]} && `;
  shell.answer(
    flags.json
      ? `${JSON.stringify({ directory, files: made })}\n`
      : `${made.map((path) => `made ${path}`).join('\n')}\nnext: ${change}npx asof backfill\n`,
  );
  return 'success';
}
