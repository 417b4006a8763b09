import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { DiagnosticError } from '../../../src/core/diagnostics/diagnostic.ts';
import { connect, disconnect } from '../../../src/postgres/connection/connect.ts';
import { tlsOptions } from '../../../src/postgres/connection/tls-options.ts';
import { parseConnectionUrl } from '../../../src/postgres/connection-settings.ts';
import { type FakeServer, startFakeServer } from './fake-server.ts';

const HOSTILE = {
  PGHOST: '127.0.0.2',
  PGPORT: '1',
  PGUSER: 'stranger',
  PGPASSWORD: 'stolen',
  PGDATABASE: 'elsewhere',
  PGOPTIONS: '-c search_path=elsewhere',
  PGAPPNAME: 'other',
  PGSSLMODE: 'require',
  PGSSLNEGOTIATION: 'direct',
};

beforeEach(() => {
  for (const [name, value] of Object.entries(HOSTILE)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function tryToConnect(
  server: FakeServer,
  query = '',
  login = 'me:hunter2',
): Promise<unknown> {
  const settings = parseConnectionUrl(
    `postgresql://${login}@127.0.0.1:${server.port}/d?${query}`,
    {},
  );
  try {
    await disconnect(await connect({ settings, searchPath: ['public'], onNotice: undefined }));
    return 'connected';
  } catch (error) {
    const found = error instanceof DiagnosticError ? error.diagnostics[0] : error;
    expect(JSON.stringify(found)).not.toContain('hunter2');
    return found;
  }
}

test('only what the settings say reaches the server, whatever the environment holds', async () => {
  await using server = await startFakeServer();
  expect(await tryToConnect(server, 'sslmode=disable')).toBe('connected');
  expect(server.heard).toEqual([
    'start {"user":"me","database":"d","application_name":"asof","options":" ","client_encoding":"UTF8"}',
    expect.stringMatching(/^query select pg_catalog\.pg_backend_pid/),
  ]);
});

test('a password is sent when the server asks, and only the one of the settings', async () => {
  await using server = await startFakeServer({ authentication: 'cleartext' });
  expect(await tryToConnect(server, 'sslmode=disable')).toBe('connected');
  expect(server.heard[1]).toBe('password hunter2');
  expect(await tryToConnect(server, 'sslmode=disable', 'me')).toMatchObject({
    code: 'database-connection',
    message: `me@127.0.0.1:${server.port}/d wants a password, and none is given`,
  });
});

test('a server without TLS is used where TLS is only preferred', async () => {
  await using server = await startFakeServer();
  expect(await tryToConnect(server, 'sslmode=prefer')).toBe('connected');
  expect(server.heard.map((each) => each.split(' ')[0])).toEqual(['tls?', 'start', 'query']);
});

test('a server without TLS is refused where TLS is required, before anything is told to it', async () => {
  await using server = await startFakeServer();
  expect(await tryToConnect(server, 'sslmode=require')).toMatchObject({
    code: 'database-connection',
    message: expect.stringContaining('sslmode=require wants TLS, which the server does not offer'),
  });
  expect(server.heard).toEqual(['tls?']);
});

test('a server that never offers channel binding gets no password where that is required', async () => {
  await using server = await startFakeServer({ authentication: 'cleartext' });
  expect(await tryToConnect(server, 'sslmode=disable&channel_binding=require')).toMatchObject({
    message: 'channel_binding=require, but the server does not offer it',
  });
  expect(server.heard).toHaveLength(1);
});

test('a server older than PostgreSQL 15 is refused before any statement', async () => {
  await using server = await startFakeServer({ version: '14.11 (Debian 14.11-1)' });
  expect(await tryToConnect(server, 'sslmode=disable')).toMatchObject({
    code: 'database-version',
    message: `asof needs PostgreSQL 15 or later, and me@127.0.0.1:${server.port}/d is 14.11 (Debian 14.11-1)`,
  });
  expect(server.heard).toHaveLength(1);
});

test.each([
  [
    '28P01',
    'password authentication failed for user "me"',
    'check user and password, in the URL, PGPASSWORD or the password file',
  ],
  ['3D000', 'database "d" does not exist', 'create it with: createdb d'],
  [
    '53300',
    'sorry, too many clients already',
    'lower "connections" of the target, or raise max_connections on the server',
  ],
  ['57P03', 'the database system is starting up', 'try again when the server has started'],
])('the refusal %s is explained', async (refuse, message, hint) => {
  await using server = await startFakeServer({ authentication: { refuse, message } });
  expect(await tryToConnect(server, 'sslmode=disable')).toMatchObject({
    code: 'database-connection',
    message: `cannot connect to me@127.0.0.1:${server.port}/d: ${message} (SQLSTATE ${refuse})`,
    hint,
  });
});

test('a host that does not exist is said', async () => {
  const settings = parseConnectionUrl('postgresql://me@no-such-host.invalid/d', {});
  const error = await connect({ settings, searchPath: [], onNotice: undefined }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error instanceof DiagnosticError && error.diagnostics[0]?.message).toMatch(
    /^cannot connect to me@no-such-host\.invalid:5432\/d: (there is no host|the name) "no-such-host\.invalid"/,
  );
});

test('certificates are checked as sslmode says', async () => {
  const home = mkdtempSync(join(tmpdir(), 'asof-tls-'));
  try {
    const root = join(home, 'root.pem');
    const key = join(home, 'key.pem');
    for (const path of [root, key]) writeFileSync(path, 'pem');
    chmodSync(key, 0o600);
    const options = (query: string) =>
      tlsOptions(parseConnectionUrl(`postgresql://me@h/d?${query}`, {}));
    const rooted = (mode: string) => options(`sslmode=${mode}&sslrootcert=${root}`);
    expect(await options('sslmode=require')).toMatchObject({ rejectUnauthorized: false });
    expect(await rooted('require')).toMatchObject({
      rejectUnauthorized: true,
      ca: Buffer.from('pem'),
    });
    expect(await rooted('verify-ca')).toMatchObject({
      rejectUnauthorized: true,
      checkServerIdentity: expect.any(Function),
    });
    expect(await rooted('verify-full')).toEqual({
      rejectUnauthorized: true,
      ca: Buffer.from('pem'),
    });
    expect(await options('sslrootcert=system')).toEqual({ rejectUnauthorized: true });
    await expect(options('sslmode=verify-ca')).rejects.toThrow('needs a root certificate');
    await expect(options(`sslmode=require&sslrootcert=${home}/none`)).rejects.toThrow(
      'no certificate file',
    );
    const keyed = () => options(`sslmode=require&sslcert=${root}&sslkey=${key}`);
    expect(await keyed()).toMatchObject({ cert: Buffer.from('pem'), key: Buffer.from('pem') });
    chmodSync(key, 0o644);
    await expect(keyed()).rejects.toThrow('may be read by others');
  } finally {
    rmSync(home, { recursive: true });
  }
});
