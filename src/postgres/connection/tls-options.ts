import { readFile, stat } from 'node:fs/promises';
import type { ConnectionOptions } from 'node:tls';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import type { ConnectionSettings } from '../connection-settings.ts';

/** What TLS is to check and to show, as libpq decides it from sslmode and the certificate files. */
export async function tlsOptions(settings: ConnectionSettings): Promise<ConnectionOptions> {
  const isSystem = settings.sslRootCert === 'system';
  const rootPath = isSystem
    ? undefined
    : await certificatePath(settings, settings.sslRootCert, 'root.crt');
  const mustVerify = settings.sslMode === 'verify-ca' || settings.sslMode === 'verify-full';
  if (mustVerify && !isSystem && rootPath === undefined) {
    fail('database-connection', `sslmode=${settings.sslMode} needs a root certificate`, {
      hint: 'add sslrootcert=FILE to the URL, or sslrootcert=system for the authorities Node.js trusts',
    });
  }
  const certPath = await certificatePath(settings, settings.sslCert, 'postgresql.crt');
  const keyPath = certPath && (await certificatePath(settings, settings.sslKey, 'postgresql.key'));
  if (keyPath !== undefined) await refuseOpenKey(keyPath);
  return {
    // a root certificate is checked in every mode, as libpq does
    rejectUnauthorized: mustVerify || rootPath !== undefined,
    ...(rootPath !== undefined && { ca: await readFile(rootPath) }),
    ...(certPath !== undefined && { cert: await readFile(certPath) }),
    ...(keyPath !== undefined && { key: await readFile(keyPath) }),
    ...(settings.sslMode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

/** A file that is named must be there; that of libpq below the home directory may be. */
async function certificatePath(
  settings: ConnectionSettings,
  given: string | undefined,
  defaultName: string,
): Promise<string | undefined> {
  const home = settings.homeDirectory;
  const path = given ?? (home && `${home}/.postgresql/${defaultName}`);
  if (path === undefined) return undefined;
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return path;
  if (given === undefined) return undefined;
  return fail('database-connection', `there is no certificate file ${path}`, {
    hint: 'check sslrootcert, sslcert and sslkey in the URL, and PGSSLROOTCERT and its like',
  });
}

/** libpq's rule: 0600, or 0640 where the key is root's. */
async function refuseOpenKey(path: string): Promise<void> {
  const { mode, uid } = await stat(path);
  const allowed = uid === 0 ? 0o640 : 0o600;
  if (process.platform === 'win32' || (mode & 0o777 & ~allowed) === 0) return;
  fail('database-connection', `the private key ${path} may be read by others`, {
    hint: `run chmod 600 ${path}`,
  });
}
