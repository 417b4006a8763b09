import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  copyNativeTree,
  type NativeTree,
  prepareNativeTree,
  programPath,
} from '../../../src/embedded/native/native-tree.ts';
import { findNativePackage } from '../../../src/embedded/native/platform-package.ts';

let parent: string;
let home: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'asof-native-'));
  chmodSync(parent, 0o755);
  home = join(parent, 'home');
  mkdirSync(home, { mode: 0o755 });
});

afterEach(() => {
  rmSync(parent, { recursive: true });
});

function versionOf(tree: NativeTree, uid?: number): string {
  return execFileSync(programPath(tree, 'postgres'), ['-V'], {
    env: tree.environment,
    encoding: 'utf8',
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
}

test('the installed programs run in place, although npm made no links', () => {
  const native = findNativePackage();
  const tree = prepareNativeTree(native, { home, user: undefined });
  expect(tree.directory).toBe(native.directory);
  expect(versionOf(tree)).toMatch(/^postgres \(PostgreSQL\) 18\./);
  expect(existsSync(join(home, 'native'))).toBe(false);
});

test('a tree that has its links needs no others', () => {
  const native = { ...findNativePackage(), directory: join(parent, 'whole') };
  copyNativeTree(findNativePackage().directory, native.directory);
  const tree = prepareNativeTree(native, { home, user: undefined });
  expect(versionOf(tree)).toMatch(/^postgres \(PostgreSQL\) 18\./);
  expect(Object.keys(tree.environment)).not.toContain('LD_LIBRARY_PATH');
  expect(existsSync(join(home, 'links'))).toBe(false);
});

test('where the loader could not read the path of the links, a copy has them inside', () => {
  const odd = join(parent, 'a:b $HOME');
  mkdirSync(odd);
  // as npm leaves it where install scripts are blocked
  const installed = findNativePackage();
  const native = { ...installed, directory: join(parent, 'without-links') };
  cpSync(installed.directory, native.directory, {
    recursive: true,
    filter: (path) => !lstatSync(path).isSymbolicLink(),
  });
  const tree = prepareNativeTree(native, { home: odd, user: undefined });
  expect(tree.directory.startsWith(odd)).toBe(true);
  expect(versionOf(tree)).toMatch(/^postgres \(PostgreSQL\) 18\./);
});

test.runIf(process.getuid?.() === 0)(
  'programs that the server’s user cannot reach are copied to where it can',
  () => {
    const closed = join(parent, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    const native = { ...findNativePackage(), directory: join(closed, 'native') };
    copyNativeTree(findNativePackage().directory, native.directory);
    const user = { uid: 61_500, gid: 61_500 };
    const tree = prepareNativeTree(native, { home, user });
    expect(tree.directory).toBe(join(home, 'native', native.version));
    expect(versionOf(tree, user.uid)).toMatch(/^postgres \(PostgreSQL\) 18\./);
  },
);
