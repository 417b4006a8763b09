import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeAtomically } from '../../src/files/write-atomically.ts';

test('many writers of one file leave one whole text and nothing beside it', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'asof-write-'));
  try {
    const path = join(directory, 'a/b.json');
    const texts = Array.from({ length: 20 }, (_, n) => String(n).repeat(100_000));
    await Promise.all(texts.map((text) => writeAtomically(path, text)));
    expect(texts).toContain(await readFile(path, 'utf8'));
    expect(await readdir(join(directory, 'a'))).toEqual(['b.json']);
  } finally {
    await rm(directory, { recursive: true });
  }
});
