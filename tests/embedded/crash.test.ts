import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { stopEmbedded } from '../../src/embedded/embedded-server.ts';
import { processState } from '../../src/embedded/server/process-state.ts';
import { supervisorPid } from '../../src/embedded/server/supervision.ts';
import { connect } from '../support/database.ts';
import {
  embeddedProject,
  mark,
  preparedProject,
  readMark,
  serverPid,
  start,
} from './embedded-project.ts';
import { runCommand, spawnCommand } from './run-command.ts';
import { createZombie } from './zombie.ts';

function home(project: string): string {
  return join(project, '.asof', 'postgres');
}

async function kill(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL');
  while (processState(pid) === 'alive') await sleep(5);
}

test('after kill -9 of the server the next start recovers what was committed', async () => {
  await using project = await preparedProject();
  await mark(await start(project.directory, { durable: true }), 'committed');
  await kill(await serverPid(project.directory));
  expect(await readMark(await start(project.directory, { durable: true }))).toBe('committed');
});

test('a backend that is still busy after kill -9 of the server does not hinder the next start', async () => {
  await using project = await preparedProject();
  const url = await start(project.directory);
  await mark(url, 'committed');
  const client = await connect(url);
  client.on('error', () => undefined);
  const busy = client.query('select count(*) from generate_series(1, 1000000000)');
  busy.catch(() => undefined);
  await sleep(100);
  await kill(await serverPid(project.directory));
  expect(await readMark(await start(project.directory))).toBe('committed');
  await client.end();
});

test('after kill -9 of server and supervisor the next start recovers', async () => {
  await using project = await preparedProject();
  await mark(await start(project.directory), 'committed');
  const pid = await serverPid(project.directory);
  await kill(supervisorPid(home(project.directory)) ?? 0);
  await kill(pid);
  expect(await readMark(await start(project.directory))).toBe('committed');
});

test.runIf(process.platform === 'linux')(
  'a zombie that seems to hold postmaster.pid is seen through',
  async () => {
    await using project = await preparedProject();
    await mark(await start(project.directory), 'kept');
    const pidFile = join(home(project.directory), 'data', 'postmaster.pid');
    const lines = readFileSync(pidFile, 'utf8').split('\n');
    await stopEmbedded(project.directory);
    using zombie = await createZombie();
    writeFileSync(pidFile, [zombie.pid, ...lines.slice(1)].join('\n'));
    expect(await readMark(await start(project.directory))).toBe('kept');
  },
);

test('a postmaster.pid whose number another process has by now is seen through', async () => {
  await using project = await preparedProject();
  await mark(await start(project.directory), 'kept');
  const pidFile = join(home(project.directory), 'data', 'postmaster.pid');
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  await stopEmbedded(project.directory);
  writeFileSync(pidFile, [process.pid, ...lines.slice(1)].join('\n'));
  expect(await readMark(await start(project.directory))).toBe('kept');
});

test('after kill -9 of the command its server is joined', async () => {
  await using project = await preparedProject();
  const command = spawnCommand(['start', project.directory, 'linger']);
  if (command.stdout === null) throw new Error('the command has no output');
  const [printed] = await once(command.stdout, 'data');
  const pid = await serverPid(project.directory);
  command.kill('SIGKILL');
  await once(command, 'exit');
  expect(await runCommand('start', project.directory)).toEqual(JSON.parse(String(printed)));
  expect(await serverPid(project.directory)).toBe(pid);
});

test('after kill -9 of the command while it made the cluster the next start makes it', async () => {
  await using project = embeddedProject();
  const command = spawnCommand(['start', project.directory]);
  const ended = once(command, 'exit');
  while (!stagingOf(project.directory).length) await sleep(2);
  command.kill('SIGKILL');
  await ended;
  expect(existsSync(join(home(project.directory), 'data'))).toBe(false);
  expect(await readMark(await start(project.directory))).toBeUndefined();
  expect(stagingOf(project.directory)).toEqual([]);
});

function stagingOf(project: string): string[] {
  if (!existsSync(home(project))) return [];
  return readdirSync(home(project)).filter((name) => name.startsWith('asof-new-'));
}
