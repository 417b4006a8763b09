import { lstat, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunStatus } from '../../core/plan/run-result.ts';
import type { Invocation } from '../invocation.ts';
import { projectDirectory } from '../project-directory.ts';

/** `clean`: removes the artifacts of the project, and nothing else. */
export async function clean({ flags, shell }: Invocation): Promise<RunStatus> {
  const directory = join(await projectDirectory(flags.projectDir, shell), 'target');
  const found = await lstat(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  const did = found === undefined ? 'nothing to remove' : 'removed target/';
  // Neither call follows a link: of a linked target/ the link goes, and what it leads to stays.
  await rm(directory, { recursive: true, force: true });
  shell.answer(flags.json ? `${JSON.stringify({ removed: found !== undefined })}\n` : `${did}\n`);
  return 'success';
}
