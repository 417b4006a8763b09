import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readGitCommit } from '../../src/files/git-commit.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'asof-git-'));
});

afterEach(() => rmSync(directory, { recursive: true }));

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(directory, path)), { recursive: true });
  await writeFile(join(directory, path), text);
}

test('the commit of a branch is read from its file', async () => {
  await write('.git/HEAD', 'ref: refs/heads/main\n');
  await write('.git/refs/heads/main', `${COMMIT}\n`);
  await mkdir(join(directory, 'a/b'), { recursive: true });
  expect(await readGitCommit(join(directory, 'a/b'))).toBe(COMMIT);
});

test('the commit of a packed branch is read from packed-refs', async () => {
  await write('.git/HEAD', 'ref: refs/heads/main\n');
  await write(
    '.git/packed-refs',
    `# pack-refs\n${'f'.repeat(40)} refs/heads/xmain\n${COMMIT} refs/heads/main\n`,
  );
  expect(await readGitCommit(directory)).toBe(COMMIT);
});

test('a checked-out commit without a branch is in HEAD', async () => {
  await write('.git/HEAD', `${COMMIT}\n`);
  expect(await readGitCommit(directory)).toBe(COMMIT);
});

test('a worktree finds its branch in the repository that it belongs to', async () => {
  await write('main/.git/HEAD', 'ref: refs/heads/main\n');
  await write('main/.git/refs/heads/side', `${COMMIT}\n`);
  await write('main/.git/worktrees/side/HEAD', 'ref: refs/heads/side\n');
  await write('main/.git/worktrees/side/commondir', '../..\n');
  await write('side/.git', 'gitdir: ../main/.git/worktrees/side\n');
  expect(await readGitCommit(join(directory, 'side'))).toBe(COMMIT);
});

test('a branch without a commit has none', async () => {
  await write('.git/HEAD', 'ref: refs/heads/main\n');
  expect(await readGitCommit(directory)).toBeUndefined();
});
