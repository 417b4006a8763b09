import type { RunStatus } from '../../core/plan/run-result.ts';
import { stopEmbedded } from '../../embedded/embedded-server.ts';
import { embeddedDirectory } from '../embedded-directory.ts';
import type { Invocation } from '../invocation.ts';

/** `db stop`: breaks the connections to the embedded server and ends it. */
export async function dbStop(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const outcome = await stopEmbedded(await embeddedDirectory(invocation));
  const text = outcome === 'stopped' ? 'stopped' : 'it was not running';
  shell.answer(flags.json ? `${JSON.stringify({ outcome })}\n` : `${text}\n`);
  return 'success';
}
