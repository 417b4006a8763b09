import { closeSync, mkdtempSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  boundLog,
  logFile,
  openLog,
  readLogFrom,
} from '../../../src/embedded/server/server-log.ts';

test('a log that has grown too long keeps its end, and whoever has it open goes on writing to it', () => {
  const home = mkdtempSync(join(tmpdir(), 'asof-log-'));
  const { descriptor, size } = openLog(home);
  expect(size).toBe(0);
  const line = `${'x'.repeat(1023)}\n`;
  for (let each = 0; each < 5 * 1024; each += 1) writeSync(descriptor, line);
  writeSync(descriptor, 'the last line\n');
  boundLog(home);
  writeSync(descriptor, 'one more\n');
  closeSync(descriptor);
  expect(statSync(logFile(home)).size).toBeLessThan(300 * 1024);
  const text = readFileSync(logFile(home), 'utf8');
  expect(text.startsWith(line)).toBe(true);
  expect(text.endsWith(`${line}the last line\none more\n`)).toBe(true);
  rmSync(home, { recursive: true });
});

test('a log of ordinary length is left alone', () => {
  const home = mkdtempSync(join(tmpdir(), 'asof-log-'));
  const { descriptor } = openLog(home);
  writeSync(descriptor, 'one\ntwo\n');
  closeSync(descriptor);
  boundLog(home);
  expect(readLogFrom(home, 4)).toBe('two\n');
  expect(readLogFrom(home, 0)).toBe('one\ntwo\n');
  rmSync(home, { recursive: true });
});
