import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import {
  formatIdentity,
  identify,
  isSameProcessAlive,
  parseIdentity,
  processState,
} from '../../../src/embedded/server/process-state.ts';
import { createZombie } from '../zombie.ts';

test('a process is alive until it ends', async () => {
  const child = spawn('sleep', ['60']);
  await once(child, 'spawn');
  const pid = child.pid ?? 0;
  expect(processState(pid)).toBe('alive');
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(processState(pid)).toBe('dead');
});

test.runIf(process.platform === 'linux')('a zombie is dead', async () => {
  using zombie = await createZombie();
  expect(processState(zombie.pid)).toBe('dead');
  // The kernel still knows it: kill(pid, 0) would succeed.
  expect(() => process.kill(zombie.pid, 0)).not.toThrow();
});

test.runIf(process.platform === 'linux')(
  'a process is not mistaken for an earlier one of its number',
  () => {
    const here = identify(process.pid);
    expect(isSameProcessAlive(here)).toBe(true);
    expect(isSameProcessAlive({ ...here, started: '1' })).toBe(false);
  },
);

test('an identity is read back as it was written, and nothing else is read as one', () => {
  const here = identify(process.pid);
  expect(parseIdentity(formatIdentity(here))).toEqual(here);
  expect(parseIdentity(formatIdentity({ pid: 7, started: '' }))).toEqual({ pid: 7, started: '' });
  for (const text of ['', 'x', '12 x', '1 2 3', '-1 2']) {
    expect(parseIdentity(text)).toBeUndefined();
  }
});
