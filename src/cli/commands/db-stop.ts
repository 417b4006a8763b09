import type { RunStatus } from '../../core/plan/run-result.ts';
import { stopEmbedded } from '../../embedded/embedded-server.ts';
import type { Invocation } from '../invocation.ts';
import { projectDirectory } from '../project-directory.ts';

/** `db stop`: breaks the connections to the embedded server and ends it. */
export async function dbStop({ flags, shell }: Invocation): Promise<RunStatus> {
  const outcome = await stopEmbedded(await projectDirectory(flags.projectDir, shell));
  const text = outcome === 'stopped' ? 'stopped' : 'it was not running';
  shell.answer(flags.json ? `${JSON.stringify({ outcome })}\n` : `${text}\n`);
  return 'success';
}
