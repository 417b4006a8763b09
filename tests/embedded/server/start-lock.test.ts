import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireLock, isLocked } from '../../../src/embedded/server/start-lock.ts';

let parent: string;
let directory: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'asof-lock-'));
  directory = join(parent, 'lock');
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

test('a lock is held until it is released, and can be taken again', async () => {
  expect(isLocked(directory)).toBe(false);
  const first = await acquireLock(directory);
  expect(isLocked(directory)).toBe(true);
  first.release();
  expect(isLocked(directory)).toBe(false);
  const second = await acquireLock(directory);
  expect(isLocked(directory)).toBe(true);
  second.release();
});

test('many who want it have it one after the other, and leave one small file', async () => {
  let inside = 0;
  let most = 0;
  let turns = 0;
  const take = async () => {
    await using _lock = await acquireLock(directory);
    inside += 1;
    most = Math.max(most, inside);
    await new Promise((resolve) => setTimeout(resolve, 2));
    turns += 1;
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 12 }, take));
  expect({ most, turns }).toEqual({ most: 1, turns: 12 });
  expect(readdirSync(directory)).toHaveLength(1);
});

test('the lock of a process that died is free', async () => {
  (await acquireLock(directory)).release();
  writeFileSync(join(directory, '7'), '999999999 1');
  expect(isLocked(directory)).toBe(false);
  const lock = await acquireLock(directory);
  expect(readdirSync(directory)).toEqual(['8']);
  lock.release();
});

test('a lock outlives the removal of its directory', async () => {
  const lock = await acquireLock(directory);
  rmSync(directory, { recursive: true });
  expect(() => lock.release()).not.toThrow();
});

test('waiting for a lock can be aborted', async () => {
  await using _held = await acquireLock(directory);
  const abort = new AbortController();
  const waiting = acquireLock(directory, abort.signal);
  abort.abort(new Error('changed my mind'));
  await expect(waiting).rejects.toThrow();
});
