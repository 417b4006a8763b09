import { lstat, mkdir, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { DiagnosticError, diagnostic } from '../../core/diagnostics/diagnostic.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import { initFiles } from '../init-files.ts';
import type { Invocation } from '../invocation.ts';

/** `init`: a new small project that builds; touches nothing that is there. */
export async function init({ args, flags, shell }: Invocation): Promise<RunStatus> {
  const directory = resolve(shell.directory, flags.projectDir ?? '.', args[0] ?? '.');
  const files = Object.entries(initFiles(projectName(directory)));
  await refuseExisting(
    directory,
    files.map(([path]) => path),
  );
  for (const [path, text] of files) {
    const full = join(directory, path);
    await mkdir(dirname(full), { recursive: true });
    // wx: a file that appeared since we looked is not overwritten either.
    await writeFile(full, text, { flag: 'wx' });
  }
  const made = files.map(([path]) => path);
  const change = args[0] === undefined ? '' : `cd ${args[0]} && `;
  shell.answer(
    flags.json
      ? `${JSON.stringify({ directory, files: made })}\n`
      : `${made.map((path) => `made ${path}`).join('\n')}\nnext: ${change}npx asof backfill\n`,
  );
  return 'success';
}

async function refuseExisting(directory: string, paths: readonly string[]): Promise<void> {
  const existing: string[] = [];
  for (const path of paths) {
    if (await exists(join(directory, path))) existing.push(path);
  }
  if (existing.length === 0) return;
  throw new DiagnosticError(
    existing.map((path) =>
      diagnostic('init-file-exists', `"${path}" is already there`, {
        hint: 'give another directory: init <directory>',
      }),
    ),
  );
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
}

/** The directory's name as a project may be named. */
function projectName(directory: string): string {
  const name = basename(directory)
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .replace(/^_+|_+$/g, '');
  return /^[a-z]/.test(name) ? name : `project_${name}`.replace(/_$/, '');
}
