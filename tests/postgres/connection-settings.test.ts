import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import { matchPassword } from '../../src/postgres/connection/password-file.ts';
import { formatConnection, parseConnectionUrl } from '../../src/postgres/connection-settings.ts';

test('a whole URL is taken apart, and escapes are undone', async () => {
  const settings = parseConnectionUrl(
    'postgres://ada:p%40ss%2F%3A%25@db.example.com:6543/my%20shop?sslmode=require&application_name=etl&connect_timeout=3',
    {},
  );
  expect(settings.toJSON()).toEqual({
    host: 'db.example.com',
    port: 6543,
    database: 'my shop',
    user: 'ada',
    sslMode: 'require',
    applicationName: 'etl',
  });
  expect(settings.connectTimeoutMs).toBe(3000);
  expect(await settings.readPassword()).toBe('p@ss/:%');
});

test.each([
  ['postgresql:///db?host=/run/pg&port=5433&user=me', 'me@/run/pg:5433/db'],
  ['postgresql://%2Frun%2Fpg:5433/db?user=me', 'me@/run/pg:5433/db'],
  ['postgresql://me@/db?host=/run/pg', 'me@/run/pg:5432/db'],
  ['postgresql://me@[::1]:5433/db', 'me@::1:5433/db'],
  ['postgresql://me@host', 'me@host:5432/me'],
  ['postgresql://me:a#b?@host', undefined],
  ['postgresql://me:a#b@host/db', 'me@host:5432/db'],
  ['postgresql://host/db?user=me&dbname=other', 'me@host:5432/other'],
])('%s', (url, expected) => {
  const found = (): string => formatConnection(parseConnectionUrl(url, {}));
  if (expected === undefined) expect(found).toThrow('database-url');
  else expect(found()).toBe(expected);
});

const ENVIRONMENT = {
  PGHOST: 'pg.example.com',
  PGPORT: '7777',
  PGUSER: 'eve',
  PGPASSWORD: 's3cret',
  PGDATABASE: 'lake',
  PGSSLMODE: 'verify-full',
  PGAPPNAME: 'nightly',
  PGOPTIONS: '-c work_mem=64MB',
};

test('postgresql:// alone takes everything from the environment', async () => {
  const settings = parseConnectionUrl('postgresql://', ENVIRONMENT);
  expect(settings).toMatchObject({
    host: 'pg.example.com',
    port: 7777,
    user: 'eve',
    database: 'lake',
    sslMode: 'verify-full',
    applicationName: 'nightly',
    options: '-c work_mem=64MB',
  });
  expect(await settings.readPassword()).toBe('s3cret');
});

test('what the URL says wins over the environment', async () => {
  const settings = parseConnectionUrl('postgresql://ada:own@h:1/d?sslmode=disable', ENVIRONMENT);
  expect(settings).toMatchObject({
    host: 'h',
    port: 1,
    user: 'ada',
    database: 'd',
    sslMode: 'disable',
  });
  expect(await settings.readPassword()).toBe('own');
});

test('settings print without their password', () => {
  const settings = parseConnectionUrl('postgresql://ada:hunter2@h/d', { PGPASSWORD: 'hunter3' });
  for (const text of [JSON.stringify(settings), inspect(settings), formatConnection(settings)]) {
    expect(text).not.toMatch(/hunter/);
  }
});

test.each([
  ['mysql://h/d', 'the URL of a target must begin with postgresql://'],
  ['postgresql://me:hunter2@@h/d', 'the URL must be postgresql://user:password@host:port/database'],
  ['postgresql://me:hunter2%zz@h/d', 'the password of the URL has a "%" that begins no escape'],
  ['postgresql://me@h:99999/d', 'the port must be a number from 1 to 65535, not "99999"'],
  ['postgresql://h/d?sslmod=require', 'the URL has an unknown parameter "sslmod"'],
  [
    'postgresql://h/d?sslmode=requir',
    '"sslmode" must be disable, allow, prefer, require, verify-ca, verify-full, not "requir"',
  ],
  ['postgresql://h/d?service=x', 'connection service files are not supported'],
  ['postgresql://h/d?host=a,b', 'several hosts in one URL are not supported'],
  [
    'postgresql://h/d?connect_timeout=soon',
    'connect_timeout must be a number of seconds, not "soon"',
  ],
])('%s is refused', (url, message) => {
  const location = { file: 'project.yml', line: 3, column: 10, length: 1 };
  let thrown: unknown;
  try {
    parseConnectionUrl(url, {}, location);
  } catch (error) {
    thrown = error;
  }
  const diagnostics = thrown instanceof DiagnosticError ? thrown.diagnostics : [];
  expect(diagnostics).toMatchObject([{ code: 'database-url', message, location }]);
  expect(JSON.stringify(diagnostics)).not.toContain('hunter');
});

test('a password file gives the first password that fits', () => {
  const file = [
    '# comment',
    'h:5432:other:ada:wrong',
    'h:*:d:a\\:d\\\\a:es\\:caped',
    '*:*:*:ada:any',
    'localhost:5432:d:eve:socket',
  ].join('\n');
  const find = (user: string, host = 'h') =>
    matchPassword(file, { host, port: 5432, database: 'd', user });
  expect(find('ada')).toBe('any');
  expect(find('a:d\\a')).toBe('es:caped');
  expect(find('eve')).toBeUndefined();
  expect(find('eve', '/var/run/postgresql')).toBe('socket');
});

test('a password file that others may read is refused, and said so', async () => {
  const home = mkdtempSync(join(tmpdir(), 'asof-pgpass-'));
  const path = join(home, '.pgpass');
  writeFileSync(path, '*:*:*:*:filed\n');
  const settings = parseConnectionUrl('postgresql://ada@h/d', { HOME: home });
  chmodSync(path, 0o600);
  expect(await settings.readPassword()).toBe('filed');
  chmodSync(path, 0o640);
  await expect(settings.readPassword()).rejects.toThrow('may be read by others');
  rmSync(path);
  expect(await settings.readPassword()).toBeUndefined();
  rmSync(home, { recursive: true });
});
