import type { Target } from '../core/project/target.ts';
import { connectionUrl } from '../embedded/connection.ts';
import { startEmbedded } from '../embedded/embedded-server.ts';
import { type ConnectionSettings, parseConnectionUrl } from '../postgres/connection-settings.ts';
import type { Shell } from './shell.ts';

export interface ConnectionRequest {
  readonly directory: string;
  readonly target: Target;
  readonly environment: Readonly<Record<string, string>>;
}

/** Where the SQL of models finds names without a schema. */
export function searchPathOf({ schemaPrefix, schema }: Target): readonly string[] {
  return [...new Set([schemaPrefix + schema, 'public'])];
}

/** How to reach the target; an embedded server is started. */
export async function connectionSettings(
  { directory, target, environment }: ConnectionRequest,
  shell: Shell,
): Promise<ConnectionSettings> {
  if (target.connection.type === 'url') {
    const { url, location } = target.connection;
    return parseConnectionUrl(url, environment, location);
  }
  const connection = await startEmbedded({
    projectDirectory: directory,
    onProgress: (message) => shell.progress(`${message}\n`),
    signal: shell.signal,
  });
  // No PG* variable has a say in where an embedded server is.
  return parseConnectionUrl(connectionUrl(connection), {});
}
