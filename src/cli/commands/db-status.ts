import type { RunStatus } from '../../core/plan/run-result.ts';
import { connectionUrl } from '../../embedded/connection.ts';
import { type EmbeddedStatus, embeddedStatus } from '../../embedded/embedded-server.ts';
import { embeddedDirectory } from '../embedded-directory.ts';
import type { Invocation } from '../invocation.ts';

/** `db status`: whether the embedded server runs, and where its data is. */
export async function dbStatus(invocation: Invocation): Promise<RunStatus> {
  const { flags, shell } = invocation;
  const status = await embeddedStatus(await embeddedDirectory(invocation));
  shell.answer(flags.json ? `${JSON.stringify(statusJson(status))}\n` : statusText(status));
  return 'success';
}

function statusText(status: EmbeddedStatus): string {
  switch (status.status) {
    case 'absent':
      return 'there is none yet; the first command that needs it makes it\n';
    case 'stopped':
      return `stopped\ndata:    ${status.dataDirectory}\nversion: ${status.version}\n`;
    case 'running':
      return [
        `running, process ${status.pid}`,
        `url:     ${connectionUrl(status.connection)}`,
        `data:    ${status.dataDirectory}`,
        `version: ${status.version}`,
        '',
      ].join('\n');
  }
}

function statusJson(status: EmbeddedStatus) {
  if (status.status === 'absent') return { status: status.status };
  const found = {
    status: status.status,
    data_directory: status.dataDirectory,
    version: status.version,
  };
  if (status.status === 'stopped') return found;
  return { ...found, pid: status.pid, url: connectionUrl(status.connection) };
}
