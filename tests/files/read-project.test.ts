import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DiagnosticError } from '../../src/core/diagnostics/diagnostic.ts';
import { Problems } from '../../src/core/diagnostics/problems.ts';
import { findProject } from '../../src/files/find-project.ts';
import { readEnvironment } from '../../src/files/read-environment.ts';
import { readProject, readProjectFiles } from '../../src/files/read-project.ts';
import { lines } from '../support/project.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'asof-read-'));
  write('project.yml', 'name: shop\n');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(path: string, text: string | Uint8Array): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

async function failures(promise: Promise<unknown>): Promise<readonly string[]> {
  const problems = new Problems();
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    for (const each of error.diagnostics) problems.add(each);
  }
  return lines(problems);
}

test('the project is found from any directory within it', async () => {
  write('models/deep/a.sql', '');
  expect(await findProject(join(directory, 'models/deep'))).toBe(directory);
  expect(await findProject(directory)).toBe(directory);
});

test('a directory outside any project says how to make one', async () => {
  rmSync(join(directory, 'project.yml'));
  expect(await failures(findProject(directory))).toEqual([
    `error[project-not-found]: neither ${directory} nor a directory above it holds project.yml (run asof init to make a project here, or name one with --project-dir)`,
  ]);
});

test('files are read by kind, sorted, hidden ones and node_modules left out', async () => {
  for (const path of [
    'models/b.sql',
    'models/a/z.sql',
    'models/a/m.yml',
    'models/.hidden.sql',
    'models/node_modules/x.sql',
    'models/readme.md',
    'seeds/u.csv',
    'seeds/s.yaml',
    'expectations/e.yml',
    'expectations/q.sql',
    'macros/m.sql',
    'target/compiled/models/b.sql',
  ]) {
    write(path, path);
  }
  const files = await readProject(directory, {});
  const paths = (list: readonly { readonly path: string }[]) => list.map(({ path }) => path);
  expect(paths(files.models)).toEqual(['models/a/z.sql', 'models/b.sql']);
  expect(files.models[1]?.text).toBe('models/b.sql');
  expect(paths(files.yaml)).toEqual(['models/a/m.yml', 'seeds/s.yaml', 'expectations/e.yml']);
  expect(files.csv).toEqual([{ path: 'seeds/u.csv', size: 11 }]);
  expect(paths(files.expectationQueries)).toEqual(['expectations/q.sql']);
  expect(paths(files.macros)).toEqual(['macros/m.sql']);
});

test('paths come from project.yml and the environment', async () => {
  write(
    'project.yml',
    `name: shop\npaths: {models: sql, seeds: "{{ env_var('SEEDS_DIR', 'data') }}"}\n`,
  );
  write('sql/a.sql', '');
  write('data/a.csv', '');
  write('elsewhere/b.csv', '');
  const files = await readProject(directory, {});
  expect(files.paths).toEqual({
    models: 'sql',
    seeds: 'data',
    expectations: 'expectations',
    macros: 'macros',
  });
  expect(files.csv).toEqual([{ path: 'data/a.csv', size: 0 }]);
  const moved = await readProject(directory, { SEEDS_DIR: join(directory, 'elsewhere/') });
  expect(moved.csv).toEqual([{ path: 'elsewhere/b.csv', size: 0 }]);
  const known = await readProjectFiles(directory, moved.paths, {});
  expect(known.csv).toEqual(moved.csv);
});

test('paths that do not exist or cannot be told are reported at once', async () => {
  write(
    'project.yml',
    `name: shop\npaths: {models: sql, seeds: "{{ env_var('NOPE') }}", macros: "{{ x }}"}\n`,
  );
  expect(await failures(readProject(directory, {}))).toEqual([
    `project.yml:2:29: error[env-var-missing]: the environment variable "NOPE" is not set (set NOPE, in .env for example, or give a default: env_var('NOPE', '…'))`,
    `project.yml:2:62: error[config-value]: only env_var() can stand in "{{ }}" here (write {{ env_var('NAME') }} or {{ env_var('NAME', 'default') }})`,
    'project.yml:2:17: error[project-file-unreadable]: there is no directory "sql" (make it, or change paths: models)',
  ]);
});

test('every file that cannot be read is reported at once', async () => {
  write('models/latin.sql', Buffer.from("select 1,\n  'caf\xe9'", 'latin1'));
  mkdirSync(join(directory, 'models/folder.sql'));
  symlinkSync('nowhere.sql', join(directory, 'models/link.sql'));
  expect(await failures(readProject(directory, {}))).toEqual([
    'models/folder.sql:1:1: error[project-file-unreadable]: models/folder.sql cannot be read: it is a directory (remove it, or put a file that can be read in its place)',
    'models/link.sql:1:1: error[project-file-unreadable]: models/link.sql cannot be read: it is a link to a file that is not there (remove it, or put a file that can be read in its place)',
    'models/latin.sql:2:7: error[project-file-encoding]: models/latin.sql is not UTF-8 (save the file as UTF-8)',
  ]);
});

test('a project.yml that is a directory is reported', async () => {
  rmSync(join(directory, 'project.yml'));
  mkdirSync(join(directory, 'project.yml'));
  expect(await failures(readProject(directory, {}))).toEqual([
    'project.yml:1:1: error[project-file-unreadable]: project.yml cannot be read: it is a directory (remove it, or put a file that can be read in its place)',
  ]);
});

test('a byte order mark is no part of a file', async () => {
  write('models/a.sql', '\uFEFFselect 1');
  expect((await readProject(directory, {})).models[0]?.text).toBe('select 1');
});

test('a text that holds the replacement character is UTF-8 all the same', async () => {
  write('models/a.sql', "select '\uFFFD'");
  expect((await readProject(directory, {})).models).toHaveLength(1);
});

test('a link below seeds must not lead out of them, within them it may', async () => {
  write('secret/a.csv', 'x');
  write('seeds/real/b.csv', 'x');
  symlinkSync('../secret', join(directory, 'seeds/out'));
  symlinkSync('../secret/a.csv', join(directory, 'seeds/a.csv'));
  symlinkSync('real', join(directory, 'seeds/within'));
  expect(await failures(readProject(directory, {}))).toEqual([
    'seeds/a.csv:1:1: error[project-link-outside]: seeds/a.csv leads out of its folder (put the files themselves there)',
    'seeds/out:1:1: error[project-link-outside]: seeds/out leads out of its folder (put the files themselves there)',
  ]);
  rmSync(join(directory, 'seeds/out'));
  rmSync(join(directory, 'seeds/a.csv'));
  expect((await readProject(directory, {})).csv.map(({ path }) => path)).toEqual([
    'seeds/real/b.csv',
    'seeds/within/b.csv',
  ]);
});

test('links that lead in a circle end', async () => {
  write('models/a/x.sql', '');
  symlinkSync('..', join(directory, 'models/a/up'));
  expect((await readProject(directory, {})).models.map(({ path }) => path)).toEqual([
    'models/a/x.sql',
  ]);
});

test('.env gives what the environment does not', async () => {
  write('.env', 'A=1\nB="two words" # why\nexport C=3\n');
  expect(await readEnvironment(directory, { A: '9' })).toEqual({ A: '9', B: 'two words', C: '3' });
});

test('without .env the environment is as it is', async () => {
  expect(await readEnvironment(directory, { A: '9' })).toEqual({ A: '9' });
});
