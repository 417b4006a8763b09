import type { ConnectionOptions } from 'node:tls';
import { Client, DatabaseError } from 'pg';
import { fail } from '../../core/diagnostics/diagnostic.ts';
import { type ConnectionSettings, formatConnection, type SslMode } from '../connection-settings.ts';
import { connectionError, isCertificateError, isTlsUnsupported } from './connection-error.ts';
import { pinSql } from './pins.ts';
import { tlsOptions } from './tls-options.ts';
import { valueTypes } from './value-types.ts';

/** A message of the server that is no error. */
export interface Notice {
  readonly severity: string;
  readonly message: string;
  readonly detail: string | undefined;
  readonly hint: string | undefined;
  readonly sqlState: string | undefined;
}

export interface ConnectOptions {
  readonly settings: ConnectionSettings;
  readonly searchPath: readonly string[];
  readonly onNotice: ((notice: Notice) => void) | undefined;
}

/** An open, pinned connection. */
export interface Connection {
  readonly client: Client;
  readonly processId: number;
  /** Whether it is gone: nothing can be sent over it any more. */
  readonly isLost: () => boolean;
}

const OLDEST_VERSION = 15;
const NO_ACTIVE_TRANSACTION = '25P01';

/** Opens a connection as sslmode says, refuses servers that are too old, and pins its settings. */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const { settings, searchPath, onNotice } = options;
  const client = await openClient(settings);
  let isLost = false;
  client.on('error', () => {
    isLost = true;
  });
  client.on('end', () => {
    isLost = true;
  });
  if (onNotice !== undefined) {
    client.on('notice', (notice) => {
      // said of a rollback that only makes sure
      if (notice.code === NO_ACTIVE_TRANSACTION) return;
      onNotice({
        severity: notice.severity ?? 'NOTICE',
        message: notice.message ?? '',
        detail: notice.detail,
        hint: notice.hint,
        sqlState: notice.code,
      });
    });
  }
  try {
    const pinned = await client.query(pinSql(searchPath));
    return { client, processId: Number(pinned.rows[0].process_id), isLost: () => isLost };
  } catch (error) {
    client.connection.stream.destroy();
    throw connectionError(error, settings);
  }
}

/** Says goodbye; never waits for a connection that does not answer. */
export async function disconnect({ client, isLost }: Connection): Promise<void> {
  if (isLost()) {
    client.connection.stream.destroy();
    return;
  }
  const timer = setTimeout(() => client.connection.stream.destroy(), 1000);
  await client.end().finally(() => clearTimeout(timer));
}

async function openClient(settings: ConnectionSettings): Promise<Client> {
  const ways = waysToConnect(settings);
  let failure: unknown;
  for (const way of ways) {
    try {
      return await openOnce(settings, way === 'tls' ? await tlsOptions(settings) : false);
    } catch (error) {
      failure ??= error;
      if (!mayTryOtherWay(error)) break;
      // a server without TLS is no news where TLS was only preferred: tell of the second attempt
      if (isTlsUnsupported(failure) && ways.length > 1) failure = undefined;
    }
  }
  throw connectionError(failure, settings);
}

const WAYS: Readonly<Record<SslMode, readonly ('tls' | 'plain')[]>> = {
  disable: ['plain'],
  allow: ['plain', 'tls'],
  prefer: ['tls', 'plain'],
  require: ['tls'],
  'verify-ca': ['tls'],
  'verify-full': ['tls'],
};

function waysToConnect(settings: ConnectionSettings): readonly ('tls' | 'plain')[] {
  // sockets of the file system have no TLS, whatever sslmode says
  return settings.host.startsWith('/') ? ['plain'] : WAYS[settings.sslMode];
}

/** As libpq: only what another encryption could change is worth another attempt. */
function mayTryOtherWay(error: unknown): boolean {
  if (error instanceof DatabaseError) return error.code === '28000';
  return isTlsUnsupported(error) || isCertificateError(error);
}

async function openOnce(
  settings: ConnectionSettings,
  ssl: false | ConnectionOptions,
): Promise<Client> {
  let serverVersion = '';
  let isBound = false;
  const client = new Client({
    host: settings.host,
    port: settings.port,
    database: settings.database,
    user: settings.user,
    // a function is asked only when the server wants a password, and keeps PGPASSWORD out
    password: async () => {
      requireBinding(settings, isBound);
      return (await settings.readPassword()) ?? missingPassword(settings);
    },
    ssl,
    sslnegotiation: 'postgres',
    enableChannelBinding: settings.channelBinding !== 'disable',
    application_name: settings.applicationName,
    client_encoding: 'UTF8',
    connectionTimeoutMillis: settings.connectTimeoutMs,
    keepAlive: true,
    // never empty: the driver would look for PGOPTIONS itself, which an embedded target must not see
    options: settings.options ?? ' ',
    types: valueTypes,
  });
  // an error while connecting also rejects connect(); without a listener it would end the process
  client.on('error', () => {});
  client.connection.on('parameterStatus', ({ parameterName, parameterValue }) => {
    if (parameterName === 'server_version') serverVersion = String(parameterValue);
  });
  client.connection.on('authenticationSASL', ({ mechanisms }) => {
    isBound = ssl !== false && mechanisms.includes('SCRAM-SHA-256-PLUS');
  });
  try {
    await client.connect();
    requireBinding(settings, isBound);
    refuseOldServer(serverVersion, settings);
    return client;
  } catch (error) {
    client.connection.stream.destroy();
    throw error;
  }
}

function requireBinding(settings: ConnectionSettings, isBound: boolean): void {
  if (settings.channelBinding !== 'require' || isBound) return;
  fail('database-connection', 'channel_binding=require, but the server does not offer it', {
    hint: 'use sslmode=require and SCRAM passwords on the server, or channel_binding=prefer',
  });
}

function missingPassword(settings: ConnectionSettings): never {
  return fail(
    'database-connection',
    `${formatConnection(settings)} wants a password, and none is given`,
    {
      hint: 'set PGPASSWORD, or put the password into the URL by env_var or into the password file',
    },
  );
}

function refuseOldServer(serverVersion: string, settings: ConnectionSettings): void {
  const major = Number.parseInt(serverVersion, 10);
  if (!(major < OLDEST_VERSION)) return;
  fail(
    'database-version',
    `asof needs PostgreSQL ${OLDEST_VERSION} or later, and ${formatConnection(settings)} is ${serverVersion}`,
    { hint: 'upgrade the server, or leave url out to use the embedded one' },
  );
}
