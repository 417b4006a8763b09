import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ended, startCli } from '../support/cli-process.ts';

let home = '';
let project = '';
/** Where the user's caches are by the XDG specification. */
let caches = '';
let directory = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'asof-home-'));
  caches = join(home, 'caches');
  directory = join(caches, 'asof/compiled');
  project = mkdtempSync(join(tmpdir(), 'asof-project-'));
  writeFileSync(join(project, 'project.yml'), 'name: kept\n');
});

afterEach(() => {
  rmSync(home, { recursive: true });
  rmSync(project, { recursive: true });
});

async function run(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  // else less of the program would be needed the second time
  rmSync(join(project, 'target'), { recursive: true, force: true });
  return startCli([...words, '--project-dir', project], {
    program: 'kept',
    env: { HOME: home, XDG_CACHE_HOME: caches, ...env },
  }).ended;
}

interface Kept {
  readonly name: string;
  readonly path: string;
  readonly owner: number;
  readonly content: string;
}

function kept(): readonly Kept[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory).map((name) => {
    const path = join(directory, name);
    return { name, path, owner: statSync(path).uid, content: readFileSync(path, 'latin1') };
  });
}

const LISTED: Ended = {
  code: 0,
  stdout: 'name  kind  materialized  relation\n----  ----  ------------  --------\n',
  stderr: '',
};

/** Makes the process that kept the code one that ran so long. */
function setAge(afterMs: number): void {
  for (const { path } of kept()) {
    const bytes = readFileSync(path);
    bytes.writeUInt32LE(afterMs, 4);
    writeFileSync(path, bytes);
  }
}

const onLinux = test.runIf(process.platform === 'linux');

onLinux('compiled code is kept by command, and used again', async () => {
  const first = await run(['ls', '--quiet']);
  setAge(1_000_000);
  const found = kept();
  expect(first).toEqual(LISTED);
  const ofChunks = found.filter(({ name }) =>
    /^(?:main|chunk-[\w-]+)-[\w-]{8}-v[\d.]+-\w+-ls$/.test(name),
  );
  expect(ofChunks.length).toBeGreaterThan(3);
  expect(found).toEqual(ofChunks);
  expect(await run(['ls', '--quiet'])).toEqual(first);
  // what V8 does not take is written anew
  expect(kept()).toEqual(found);
  await run(['compile', '--help']);
  expect(kept().filter(({ name }) => name.endsWith('-compile'))).not.toEqual([]);
  expect(kept().filter(({ name }) => name.endsWith('-ls'))).toEqual(found);
});

onLinux('a process that runs longer keeps its code in the place of that before', async () => {
  await run(['ls']);
  setAge(1);
  const found = new Set(kept().map(({ content }) => content));
  await run(['ls']);
  expect(kept().filter(({ content }) => found.has(content))).toEqual([]);
});

onLinux('what is damaged or cut off is made anew', async () => {
  await run(['ls']);
  const [first, second, third, ...others] = kept();
  if (first === undefined || second === undefined || third === undefined) throw new Error('none');
  for (const { path } of [first, ...others]) {
    const bytes = readFileSync(path);
    for (let at = 100; at < bytes.length; at += 97) bytes[at] = (bytes[at] ?? 0) ^ 0x55;
    writeFileSync(path, bytes);
  }
  truncateSync(second.path, 5);
  truncateSync(third.path, 900);
  const damaged = new Set(kept().map(({ content }) => content));
  expect(await run(['ls', '--quiet'])).toEqual(LISTED);
  expect(kept().filter(({ content }) => damaged.has(content))).toEqual([]);
  expect(kept().map(({ name }) => name)).toEqual(
    [first, second, third, ...others].map(({ name }) => name),
  );
});

test('without a place to keep it the program runs as well', async () => {
  writeFileSync(caches, 'a file');
  expect(await run(['ls', '--quiet'], { LOCALAPPDATA: caches })).toEqual(LISTED);
});

test.each(['NODE_DISABLE_COMPILE_CACHE', 'NODE_V8_COVERAGE'])(
  'nothing is kept under %s',
  async (name) => {
    expect(await run(['ls', '--quiet'], { [name]: join(home, 'coverage') })).toEqual(LISTED);
    expect(kept()).toEqual([]);
  },
);

test('nothing is kept of a command that could not run, nor of the version', async () => {
  expect((await run(['sl'])).code).toBe(2);
  const version = startCli(['--version'], { program: 'kept', env: { XDG_CACHE_HOME: caches } });
  expect(await version.ended).toEqual(await startCli(['--version']).ended);
  expect(kept()).toEqual([]);
});

onLinux('what nobody wrote for three months is removed', async () => {
  await run(['ls']);
  const old = join(directory, 'main-of-an-older-version');
  writeFileSync(old, '');
  const now = Date.now() / 1000;
  utimesSync(old, now, now - 91 * 86_400);
  await run(['compile', '--help']);
  expect(existsSync(old)).toBe(false);
  expect(kept().some(({ name }) => name.endsWith('-ls'))).toBe(true);
});

test.runIf(process.getuid?.() === 0)('code that another user kept is not run', async () => {
  await run(['ls']);
  for (const { path } of kept()) chownSync(path, 65_534, 65_534);
  expect(await run(['ls', '--quiet'])).toEqual(LISTED);
  // what was not taken is written anew
  expect(new Set(kept().map(({ owner }) => owner))).toEqual(new Set([0]));
});
