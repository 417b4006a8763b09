import type { RunStatus } from '../../core/plan/run-result.ts';
import { connectionUrl } from '../../embedded/connection.ts';
import { startEmbedded } from '../../embedded/embedded-server.ts';
import { embeddedDirectory } from '../embedded-directory.ts';
import type { Invocation } from '../invocation.ts';

/** `db url`: where other programs reach the embedded server, which is started for them. */
export async function dbUrl(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const connection = await startEmbedded({
    projectDirectory: await embeddedDirectory(invocation),
    onProgress: (message) => shell.progress(`${message}\n`),
    signal: shell.signal,
  });
  const url = connectionUrl(connection);
  shell.answer(flags.json ? `${JSON.stringify({ url })}\n` : `${url}\n`);
  return 'success';
}
