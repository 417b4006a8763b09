import type { RunStatus } from '../../core/plan/run-result.ts';
import { connectionUrl } from '../../embedded/connection.ts';
import { startEmbedded } from '../../embedded/embedded-server.ts';
import { embeddedDirectory } from '../embedded-directory.ts';
import type { Invocation } from '../invocation.ts';

/** `db start`: the embedded server, up until `db stop`. */
export async function dbStart(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const connection = await startEmbedded({
    projectDirectory: await embeddedDirectory(invocation),
    keepRunning: true,
    onProgress: (message) => shell.progress(`${message}\n`),
    signal: shell.signal,
  });
  const url = connectionUrl(connection);
  shell.answer(
    flags.json ? `${JSON.stringify({ status: 'running', url })}\n` : `running: ${url}\n`,
  );
  return 'success';
}
