import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fail } from '../core/diagnostics/diagnostic.ts';
import type { Json } from '../core/diagnostics/json.ts';
import type { Location } from '../core/diagnostics/source-file.ts';
import { didYouMean } from '../core/diagnostics/suggest.ts';
import { findPassword } from './connection/password-file.ts';
import { type SplitUrl, splitUrl } from './connection/split-url.ts';

export const SSL_MODES = [
  'disable',
  'allow',
  'prefer',
  'require',
  'verify-ca',
  'verify-full',
] as const;
export type SslMode = (typeof SSL_MODES)[number];

const CHANNEL_BINDINGS = ['disable', 'prefer', 'require'] as const;

/** How to reach a database, with libpq's meaning. Holds no password that could be printed. */
export interface ConnectionSettings {
  /** A name, an address, or the directory of the socket. */
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly sslMode: SslMode;
  /** Paths; undefined: those of libpq below the home directory, where they exist. */
  readonly sslRootCert: string | undefined;
  readonly sslCert: string | undefined;
  readonly sslKey: string | undefined;
  readonly homeDirectory: string | undefined;
  readonly channelBinding: (typeof CHANNEL_BINDINGS)[number];
  readonly applicationName: string;
  /** 0: as long as it takes. */
  readonly connectTimeoutMs: number;
  readonly options: string | undefined;
  /** Where the URL is written: what is wrong with the connection is shown there. */
  readonly location: Location | undefined;
  /** From the URL, PGPASSWORD or the password file; called when the server wants one. */
  readonly readPassword: () => Promise<string | undefined>;
  /** All but the password. */
  readonly toJSON: () => Json;
}

/** The variables that libpq reads; an embedded target gets none. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Parameters of a URL that change nothing here: what they turn on or off does not exist. */
const IGNORED_PARAMETERS = [
  'client_encoding',
  'fallback_application_name',
  'gssencmode',
  'keepalives',
  'keepalives_count',
  'keepalives_idle',
  'keepalives_interval',
  'krbsrvname',
  'sslcompression',
  'sslsni',
  'tcp_user_timeout',
];

const PARAMETERS = [
  'application_name',
  'channel_binding',
  'connect_timeout',
  'dbname',
  'host',
  'options',
  'passfile',
  'password',
  'port',
  'ssl',
  'sslcert',
  'sslkey',
  'sslmode',
  'sslrootcert',
  'user',
  ...IGNORED_PARAMETERS,
];

/** Parses a libpq URL; what it leaves out comes from the environment, then from libpq's defaults. */
export function parseConnectionUrl(
  url: string,
  environment: Environment,
  location?: Location,
): ConnectionSettings {
  const split = splitUrl(url, location);
  refuseUnknown(split, environment, location);
  const from = (parameter: string, variable: string): string | undefined =>
    nonEmpty(split.parameters.get(parameter)) ?? nonEmpty(environment[variable]);

  const port = parsePort(from('port', 'PGPORT'), location);
  const user = from('user', 'PGUSER') ?? userInfo().username;
  const hostGiven = from('host', 'PGHOST');
  const host = hostGiven ?? defaultHost(port);
  if (host.includes(',')) {
    fail('database-url', 'several hosts in one URL are not supported', {
      location,
      hint: 'name the one host that asof is to use',
    });
  }
  const database = from('dbname', 'PGDATABASE') ?? user;
  const homeDirectory = nonEmpty(environment['HOME']) ?? nonEmpty(environment['USERPROFILE']);
  const applicationName = from('application_name', 'PGAPPNAME') ?? 'asof';
  const sslRootCert = from('sslrootcert', 'PGSSLROOTCERT');
  const given = split.parameters.get('ssl') === 'true' ? 'require' : undefined;
  const fallbackMode = given ?? (sslRootCert === 'system' ? 'verify-full' : 'prefer');
  const sslMode = oneOf(
    'sslmode',
    from('sslmode', 'PGSSLMODE') ?? fallbackMode,
    SSL_MODES,
    location,
  );
  if (sslRootCert === 'system' && sslMode !== 'verify-full') {
    fail('database-url', `sslrootcert=system needs sslmode=verify-full, not ${sslMode}`, {
      location,
    });
  }
  const password = split.parameters.get('password') ?? nonEmpty(environment['PGPASSWORD']);
  const passfile =
    from('passfile', 'PGPASSFILE') ?? defaultPasswordFile(environment, homeDirectory);
  return {
    host,
    port,
    database,
    user,
    sslMode,
    sslRootCert,
    sslCert: from('sslcert', 'PGSSLCERT'),
    sslKey: from('sslkey', 'PGSSLKEY'),
    homeDirectory,
    channelBinding: oneOf(
      'channel_binding',
      from('channel_binding', 'PGCHANNELBINDING') ?? 'prefer',
      CHANNEL_BINDINGS,
      location,
    ),
    applicationName,
    connectTimeoutMs: parseTimeout(from('connect_timeout', 'PGCONNECT_TIMEOUT'), location),
    options: from('options', 'PGOPTIONS'),
    location,
    readPassword: async () => {
      if (password !== undefined) return password;
      return passfile && findPassword(passfile, { host, port, database, user });
    },
    toJSON: () => ({ host, port, database, user, sslMode, applicationName }),
  };
}

/** `ada@db.example.com:5432/shop`: what people are shown. */
export function formatConnection(settings: ConnectionSettings): string {
  return `${settings.user}@${settings.host}:${settings.port}/${settings.database}`;
}

function refuseUnknown(
  { parameters }: SplitUrl,
  environment: Environment,
  location: Location | undefined,
): void {
  const service = environment['PGSERVICE'];
  if (parameters.has('service') || (nonEmpty(service) && !parameters.has('host'))) {
    fail('database-url', 'connection service files are not supported', {
      location,
      hint: 'put host, port, dbname and user into the URL, or into PGHOST and its like',
    });
  }
  for (const name of parameters.keys()) {
    if (PARAMETERS.includes(name)) continue;
    fail('database-url', `the URL has an unknown parameter "${name}"`, {
      location,
      hint: didYouMean(name, PARAMETERS),
    });
  }
}

function parsePort(text: string | undefined, location: Location | undefined): number {
  if (text === undefined) return 5432;
  const port = Number(text);
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port;
  return fail('database-url', `the port must be a number from 1 to 65535, not "${text}"`, {
    location,
    hint: 'write a "@", ":", "/" or "%" inside a password as %40, %3A, %2F or %25',
  });
}

const DEFAULT_TIMEOUT_MS = 15_000;

/** In libpq seconds, 0 for no limit; without one a host that drops packets would look like a hang. */
function parseTimeout(text: string | undefined, location: Location | undefined): number {
  if (text === undefined) return DEFAULT_TIMEOUT_MS;
  if (!/^\d+$/.test(text)) {
    fail('database-url', `connect_timeout must be a number of seconds, not "${text}"`, {
      location,
    });
  }
  return Number(text) * 1000;
}

function oneOf<T extends string>(
  name: string,
  value: string,
  allowed: readonly T[],
  location: Location | undefined,
): T {
  const found = allowed.find((each) => each === value);
  return (
    found ??
    fail('database-url', `"${name}" must be ${allowed.join(', ')}, not "${value}"`, {
      location,
      hint: didYouMean(value, allowed),
    })
  );
}

function defaultHost(port: number): string {
  const directories = ['/var/run/postgresql', '/tmp'];
  return directories.find((each) => existsSync(`${each}/.s.PGSQL.${port}`)) ?? 'localhost';
}

function defaultPasswordFile(
  environment: Environment,
  homeDirectory: string | undefined,
): string | undefined {
  const appData = nonEmpty(environment['APPDATA']);
  if (appData !== undefined) return `${appData}/postgresql/pgpass.conf`;
  return homeDirectory && `${homeDirectory}/.pgpass`;
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
