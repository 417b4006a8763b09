import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import type { ConnectionSettings } from '../../postgres/connection-settings.ts';
import { connectionSettings } from '../connection-of.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';

/** `db psql`: psql on the target, in this terminal. */
export async function dbPsql(invocation: Invocation): Promise<RunStatus> {
  const { args, shell } = invocation;
  const { directory, place } = await openProject(invocation);
  const settings = await connectionSettings({ directory, ...(await place()) }, shell);
  shell.passOnInterrupts();
  const psql = spawn('psql', [...args], {
    stdio: 'inherit',
    env: { ...shell.env, ...(await psqlEnvironment(settings)) },
  });
  const [code] = await once(psql, 'exit').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return fail('usage-psql-missing', 'psql is not installed', {
      hint: 'install the PostgreSQL client, or use "db url" with a client of your own',
    });
  });
  return code === 0 ? 'success' : 'fail';
}

/** By environment and not by argument: other users of the machine can read arguments. */
async function psqlEnvironment(
  settings: ConnectionSettings,
): Promise<Readonly<Record<string, string>>> {
  const password = await settings.readPassword();
  const given = {
    PGHOST: settings.host,
    PGPORT: String(settings.port),
    PGDATABASE: settings.database,
    PGUSER: settings.user,
    PGSSLMODE: settings.sslMode,
    PGSSLROOTCERT: settings.sslRootCert,
    PGSSLCERT: settings.sslCert,
    PGSSLKEY: settings.sslKey,
    PGOPTIONS: settings.options,
    PGPASSWORD: password,
  };
  return Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
