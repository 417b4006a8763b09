import type { RunStatus } from '../../core/plan/run-result.ts';
import { dropEmbedded } from '../../embedded/embedded-server.ts';
import type { Invocation } from '../invocation.ts';
import { projectDirectory } from '../project-directory.ts';

/** `db drop`: stops the embedded server and removes its data. */
export async function dbDrop({ flags, shell }: Invocation): Promise<RunStatus> {
  const outcome = await dropEmbedded(await projectDirectory(flags.projectDir, shell));
  const text = outcome === 'dropped' ? 'removed the server and its data' : 'there was none';
  shell.answer(flags.json ? `${JSON.stringify({ outcome })}\n` : `${text}\n`);
  return 'success';
}
