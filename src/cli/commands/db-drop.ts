import type { RunStatus } from '../../core/plan/run-result.ts';
import { dropEmbedded } from '../../embedded/embedded-server.ts';
import { embeddedDirectory } from '../embedded-directory.ts';
import type { Invocation } from '../invocation.ts';

/** `db drop`: stops the embedded server and removes its data. */
export async function dbDrop(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const outcome = await dropEmbedded(await embeddedDirectory(invocation));
  const text = outcome === 'dropped' ? 'removed the server and its data' : 'there was none';
  shell.answer(flags.json ? `${JSON.stringify({ outcome })}\n` : `${text}\n`);
  return 'success';
}
