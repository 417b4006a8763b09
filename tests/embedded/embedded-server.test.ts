import { existsSync, lstatSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import {
  dropEmbedded,
  embeddedStatus,
  startEmbedded,
  stopEmbedded,
} from '../../src/embedded/embedded-server.ts';
import { processState } from '../../src/embedded/server/process-state.ts';
import { query } from '../support/database.ts';
import {
  embeddedProject,
  mark,
  preparedProject,
  readMark,
  serverPid,
  start,
} from './embedded-project.ts';
import { runCommand } from './run-command.ts';

test('the first start makes a cluster of PostgreSQL 18 with the settings that asof counts on', async () => {
  await using project = embeddedProject();
  const said: string[] = [];
  const url = await start(project.directory, { durable: true, onProgress: (m) => said.push(m) });
  const settings = `select current_setting('server_version_num')::int / 10000 as version,
    current_setting('fsync') as fsync, current_setting('wal_level') as wal_level,
    current_setting('timezone') as timezone, current_setting('listen_addresses') as addresses,
    current_setting('unix_socket_permissions') as permissions, current_user as role,
    (select concat_ws(' ', datlocprovider, datlocale, pg_encoding_to_char(encoding))
     from pg_database where datname = current_database()) as locale, current_database() as name`;
  expect(await query(url, settings)).toEqual([
    {
      version: 18,
      fsync: 'on',
      wal_level: 'minimal',
      timezone: 'UTC',
      addresses: '',
      permissions: '0700',
      role: 'asof',
      locale: 'b C.UTF-8 UTF8',
      name: 'asof',
    },
  ]);
  expect(said).toEqual(['creating a PostgreSQL 18 cluster']);
});

test('a throwaway cluster does without fsync', async () => {
  await using project = await preparedProject();
  expect(await query(await start(project.directory), 'show fsync')).toEqual([{ fsync: 'off' }]);
});

test('a second start joins the running server, silently and with the same URL', async () => {
  await using project = await preparedProject();
  const first = await start(project.directory);
  const pid = await serverPid(project.directory);
  const said: string[] = [];
  expect(await start(project.directory, { onProgress: (m) => said.push(m) })).toBe(first);
  expect(await serverPid(project.directory)).toBe(pid);
  expect(said).toEqual([]);
});

test('of several processes that start at once one wins and the others join', async () => {
  await using project = embeddedProject();
  const starts = [1, 2, 3, 4].map(() => runCommand('start', project.directory));
  const here = await startEmbedded({ projectDirectory: project.directory, durable: false });
  const outcomes = await Promise.all(starts);
  expect(outcomes.map((each) => JSON.stringify(each))).toEqual(
    Array.from({ length: 4 }, () => JSON.stringify(here)),
  );
  const clusters = readdirSync(join(project.directory, '.asof', 'postgres'));
  expect(clusters.filter((name) => name.startsWith('asof-new-'))).toEqual([]);
});

test('several starts in one process share one server', async () => {
  await using project = embeddedProject();
  const urls = await Promise.all([1, 2, 3].map(() => start(project.directory)));
  expect(new Set(urls).size).toBe(1);
});

test('stop ends the server and keeps the data; a second stop has nothing to do', async () => {
  await using project = await preparedProject();
  await mark(await start(project.directory), 'kept');
  const pid = await serverPid(project.directory);
  expect(await stopEmbedded(project.directory)).toBe('stopped');
  expect(processState(pid)).toBe('dead');
  expect(await stopEmbedded(project.directory)).toBe('not-running');
  expect(await readMark(await start(project.directory))).toBe('kept');
});

test('stop leaves neither socket directory nor supervisor behind', async () => {
  await using project = await preparedProject();
  const { host } = await startEmbedded({ projectDirectory: project.directory, durable: false });
  await stopEmbedded(project.directory);
  expect(existsSync(host)).toBe(false);
  expect(existsSync(join(project.directory, '.asof', 'postgres', 'supervisor'))).toBe(false);
});

test('drop removes the data of a running server, and the next start makes an empty database', async () => {
  await using project = await preparedProject();
  await mark(await start(project.directory), 'dropped');
  expect(await dropEmbedded(project.directory)).toBe('dropped');
  expect(await embeddedStatus(project.directory)).toEqual({ status: 'absent' });
  expect(await dropEmbedded(project.directory)).toBe('absent');
  expect(await readMark(await start(project.directory))).toBeUndefined();
});

test('status tells absent, running and stopped apart and changes nothing', async () => {
  await using project = embeddedProject();
  expect(await embeddedStatus(project.directory)).toEqual({ status: 'absent' });
  expect(existsSync(join(project.directory, '.asof'))).toBe(false);
  const connection = await startEmbedded({ projectDirectory: project.directory, durable: false });
  const running = await embeddedStatus(project.directory);
  expect(running).toMatchObject({ status: 'running', version: '18', connection });
  await stopEmbedded(project.directory);
  expect(await embeddedStatus(project.directory)).toMatchObject({
    status: 'stopped',
    version: '18',
  });
});

test('only the owner of the server can enter the directory of its socket', async () => {
  await using project = await preparedProject();
  const { host } = await startEmbedded({ projectDirectory: project.directory, durable: false });
  const status = await embeddedStatus(project.directory);
  if (status.status === 'absent') throw new Error('there is no cluster');
  expect(lstatSync(host).mode & 0o777).toBe(0o700);
  expect(lstatSync(host).uid).toBe(lstatSync(status.dataDirectory).uid);
  expect(lstatSync(join(host, '.s.PGSQL.5432')).mode & 0o777).toBe(0o700);
});

test('data of another major version is refused with the way out', async () => {
  await using project = await preparedProject();
  await start(project.directory);
  await stopEmbedded(project.directory);
  const status = await embeddedStatus(project.directory);
  if (status.status === 'absent') throw new Error('there is no cluster');
  writeFileSync(join(status.dataDirectory, 'PG_VERSION'), '17\n');
  const refused = await start(project.directory).catch((error: unknown) => error);
  expect(refused instanceof DiagnosticError ? refused.diagnostics : refused).toEqual([
    {
      code: 'embedded-version',
      severity: 'error',
      message: `the data in "${status.dataDirectory}" must be of PostgreSQL 18, not 17`,
      location: undefined,
      notes: [],
      hint: 'remove it with "asof db drop" and build again, or install the version of asof that made it',
    },
  ]);
});

test('a server that does not start is reported with the end of its log', async () => {
  await using project = await preparedProject();
  await start(project.directory);
  await stopEmbedded(project.directory);
  const status = await embeddedStatus(project.directory);
  if (status.status === 'absent') throw new Error('there is no cluster');
  writeFileSync(join(status.dataDirectory, 'postgresql.auto.conf'), "nonsense_setting = 'x'\n");
  const failed = await start(project.directory).catch((error: unknown) => error);
  if (!(failed instanceof DiagnosticError)) throw failed;
  const [diagnostic] = failed.diagnostics;
  expect(diagnostic?.code).toBe('embedded-start');
  expect(diagnostic?.notes.map((note) => note.message.replace(/^.*(LOG|FATAL):/, '$1:'))).toEqual(
    expect.arrayContaining([
      'LOG:  unrecognized configuration parameter "nonsense_setting" in file ' +
        `"${status.dataDirectory}/postgresql.auto.conf" line 1`,
    ]),
  );
});

test('a start that was aborted throws the reason and leaves nothing that hinders the next', async () => {
  await using project = embeddedProject();
  const abort = new AbortController();
  const aborted = start(project.directory, {
    signal: abort.signal,
    onProgress: () => abort.abort(new Error('changed my mind')),
  });
  await expect(aborted).rejects.toThrow('changed my mind');
  expect(await readMark(await start(project.directory))).toBeUndefined();
});
