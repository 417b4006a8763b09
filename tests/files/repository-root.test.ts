import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { pathInRepository, repositoryRoot } from '../../src/files/repository-root.ts';

let directory: string;
let project: string;

beforeEach(async () => {
  directory = await realpath(await mkdtemp(join(tmpdir(), 'asof-root-')));
  project = join(directory, 'repo/pipelines/shop');
  await mkdir(project, { recursive: true });
});
afterEach(() => rm(directory, { recursive: true }));

test('files are named below the root of the git repository that the project is in', async () => {
  await mkdir(join(directory, 'repo/.git'));
  const root = repositoryRoot(project, directory);
  expect(root).toBe(join(directory, 'repo'));
  expect(pathInRepository(root, project, 'models/a.sql')).toBe('pipelines/shop/models/a.sql');
});

test('a second working tree, whose .git is a file, is a root too', async () => {
  await writeFile(join(project, '.git'), 'gitdir: /elsewhere\n');
  expect(repositoryRoot(project, undefined)).toBe(project);
});

test('without git the workspace of GitHub is the root, where the project is in it', () => {
  expect(repositoryRoot(project, directory)).toBe(directory);
  expect(repositoryRoot(project, join(directory, 'other'))).toBe(project);
  expect(repositoryRoot(project, '')).toBe(project);
  expect(repositoryRoot(project, undefined)).toBe(project);
});
