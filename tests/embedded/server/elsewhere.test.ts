import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refuseIfServedElsewhere } from '../../../src/embedded/server/elsewhere.ts';
import { noteServer } from '../../../src/embedded/server/server-note.ts';

let home: string;
const options = { onProgress: undefined, signal: undefined };

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asof-elsewhere-'));
  mkdirSync(join(home, 'data'));
  writeFileSync(join(home, 'data', 'postmaster.pid'), '7\n/d\n1\n5432\n/tmp/s\n\n1 2\nready   \n');
  noteServer(home, process.pid);
});

afterEach(() => {
  rmSync(home, { recursive: true });
});

function pretendElsewhere(): void {
  const file = join(home, 'server.json');
  const note: unknown = JSON.parse(readFileSync(file, 'utf8'));
  writeFileSync(file, JSON.stringify(Object.assign({}, note, { world: 'host pid:[1]' })));
}

function showLifeAt(time: number): void {
  utimesSync(join(home, 'server.json'), time / 1000, time / 1000);
}

test('data whose server shows life in another container is refused', async () => {
  pretendElsewhere();
  showLifeAt(Date.now() - 5_000);
  const life = setTimeout(() => showLifeAt(Date.now()), 50);
  await expect(refuseIfServedElsewhere(home, options)).rejects.toThrow(
    'embedded-start: the server of this project runs in another container or on another machine (host pid:[1])',
  );
  clearTimeout(life);
});

test('a server that fell silent in another container is not waited for for ever', async () => {
  pretendElsewhere();
  showLifeAt(Date.now() - 24_500);
  const said: string[] = [];
  await refuseIfServedElsewhere(home, { ...options, onProgress: (message) => said.push(message) });
  expect(said).toHaveLength(1);
  await refuseIfServedElsewhere(home, { ...options, onProgress: (message) => said.push(message) });
  expect(said).toHaveLength(1);
});

test('neither a server of this world nor one that ended in good order is waited for', async () => {
  const onProgress = (message: string) => expect.unreachable(message);
  await refuseIfServedElsewhere(home, { ...options, onProgress });
  pretendElsewhere();
  rmSync(join(home, 'data', 'postmaster.pid'));
  await refuseIfServedElsewhere(home, { ...options, onProgress });
});
