import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startEmbedded } from '../../src/embedded/embedded-server.ts';
import { processState } from '../../src/embedded/server/process-state.ts';
import { endedWithin } from '../../src/embedded/server/stop-server.ts';
import { supervisorPid } from '../../src/embedded/server/supervision.ts';
import { connect, query } from '../support/database.ts';
import { preparedProject, serverPid, start } from './embedded-project.ts';
import { runCommand } from './run-command.ts';

const IDLE_MS = 1_000;
const LONG_ENOUGH_MS = 10_000;

test('a server that nobody uses is stopped after its time, with all that belongs to it', async () => {
  await using project = await preparedProject();
  const { host } = await startEmbedded({
    projectDirectory: project.directory,
    durable: false,
    idleMs: IDLE_MS,
  });
  const supervisor = supervisorPid(join(project.directory, '.asof', 'postgres')) ?? 0;
  const began = performance.now();
  expect(await endedWithin(await serverPid(project.directory), LONG_ENOUGH_MS)).toBe(true);
  expect(performance.now() - began).toBeGreaterThan(IDLE_MS * 0.8);
  expect(await endedWithin(supervisor, LONG_ENOUGH_MS)).toBe(true);
  expect(existsSync(host)).toBe(false);
});

test('an open connection keeps the server, and its end begins the time anew', async () => {
  await using project = await preparedProject();
  const url = await start(project.directory, { idleMs: IDLE_MS });
  const pid = await serverPid(project.directory);
  const client = await connect(url);
  await sleep(IDLE_MS * 2);
  expect(processState(pid)).toBe('alive');
  await client.end();
  const began = performance.now();
  expect(await endedWithin(pid, LONG_ENOUGH_MS)).toBe(true);
  expect(performance.now() - began).toBeGreaterThan(IDLE_MS * 0.8);
});

test('short connections by URL alone keep the server', async () => {
  await using project = await preparedProject();
  const idleMs = 3 * IDLE_MS;
  const url = await start(project.directory, { idleMs });
  const pid = await serverPid(project.directory);
  for (let each = 0; each < 8; each += 1) {
    await query(url, 'select 1');
    await sleep(idleMs / 6);
  }
  expect(processState(pid)).toBe('alive');
});

test('a server that is to be kept is not stopped, also when that is said to a running one', async () => {
  await using project = await preparedProject();
  await start(project.directory, { idleMs: IDLE_MS });
  await start(project.directory, { keepRunning: true });
  const pid = await serverPid(project.directory);
  await sleep(IDLE_MS * 3);
  expect(processState(pid)).toBe('alive');
});

test('whoever joins after kill -9 of the supervisor brings a new one', async () => {
  await using project = await preparedProject();
  await start(project.directory, { idleMs: 60_000 });
  const pid = await serverPid(project.directory);
  process.kill(supervisorPid(join(project.directory, '.asof', 'postgres')) ?? 0, 'SIGKILL');
  await sleep(50);
  expect(processState(pid)).toBe('alive');
  await start(project.directory, { idleMs: IDLE_MS });
  expect(await endedWithin(pid, LONG_ENOUGH_MS)).toBe(true);
});

test('a server whose data is removed under it ends', async () => {
  await using project = await preparedProject();
  await start(project.directory);
  const pid = await serverPid(project.directory);
  rmSync(join(project.directory, '.asof'), { recursive: true, force: true });
  expect(await endedWithin(pid, LONG_ENOUGH_MS)).toBe(true);
});

test('a command whose output is a pipe ends while the server that it started runs on', async () => {
  await using project = await preparedProject();
  const connection = await runCommand('start', project.directory);
  expect(connection).toMatchObject({ port: 5432, user: 'asof', database: 'asof' });
  expect(processState(await serverPid(project.directory))).toBe('alive');
});
