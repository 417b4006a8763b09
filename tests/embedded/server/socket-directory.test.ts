import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import {
  isPrivate,
  makeSocketDirectory,
  removeSocketDirectory,
} from '../../../src/embedded/server/socket-directory.ts';

function randomId(): string {
  return randomBytes(8).toString('hex');
}

test('a socket directory is private, short, and the same the next time', () => {
  const id = randomId();
  const directory = makeSocketDirectory(id, undefined);
  expect(lstatSync(directory).mode & 0o777).toBe(0o700);
  expect(Buffer.byteLength(join(directory, '.s.PGSQL.5432'))).toBeLessThanOrEqual(107);
  expect(makeSocketDirectory(id, undefined)).toBe(directory);
  removeSocketDirectory(directory, undefined);
  expect(existsSync(directory)).toBe(false);
});

test('a directory that others may enter, which stood there before, is not used', () => {
  const id = randomId();
  const usual = makeSocketDirectory(id, undefined);
  chmodSync(usual, 0o777);
  const other = makeSocketDirectory(id, undefined);
  expect(other).not.toBe(usual);
  expect(isPrivate(other, undefined)).toBe(true);
  expect(isPrivate(usual, undefined)).toBe(false);
  removeSocketDirectory(usual, undefined);
  expect(existsSync(usual)).toBe(true);
  rmSync(usual, { recursive: true });
  removeSocketDirectory(other, undefined);
});

test('a link to a private directory is not one', () => {
  const id = randomId();
  const usual = makeSocketDirectory(id, undefined);
  rmSync(usual, { recursive: true });
  const elsewhere = mkdtempSync(join(dirname(usual), 'asof-elsewhere-'));
  symlinkSync(elsewhere, usual);
  const other = makeSocketDirectory(id, undefined);
  expect(other).not.toBe(usual);
  rmSync(usual);
  rmSync(elsewhere, { recursive: true });
  removeSocketDirectory(other, undefined);
});

test('a temporary directory whose name is too long for a socket is passed over', () => {
  const before = process.env['TMPDIR'];
  const long = join(mkdtempSync(join(tmpdir(), 'asof-long-')), 'ü'.repeat(60));
  mkdirSync(long);
  process.env['TMPDIR'] = long;
  try {
    const directory = makeSocketDirectory(randomId(), undefined);
    expect(['/tmp', '/var/tmp']).toContain(dirname(directory));
    removeSocketDirectory(directory, undefined);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(dirname(long), { recursive: true });
  }
});
