import type { RunStatus } from '../../core/plan/run-result.ts';
import { connectionUrl } from '../../embedded/connection.ts';
import { startEmbedded } from '../../embedded/embedded-server.ts';
import type { Invocation } from '../invocation.ts';
import { projectDirectory } from '../project-directory.ts';

/** `db url`: where other programs reach the embedded server, which is started for them. */
export async function dbUrl({ flags, shell }: Invocation): Promise<RunStatus> {
  const connection = await startEmbedded({
    projectDirectory: await projectDirectory(flags.projectDir, shell),
    onProgress: (message) => shell.progress(`${message}\n`),
    signal: shell.signal,
  });
  const url = connectionUrl(connection);
  shell.answer(flags.json ? `${JSON.stringify({ url })}\n` : `${url}\n`);
  return 'success';
}
