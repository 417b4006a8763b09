import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EMBEDDED_DATABASE, EMBEDDED_USER } from '../connection.ts';
import { embeddedFailure, errorCode, USE_A_URL } from '../failure.ts';
import {
  copyNativeTree,
  isSafeForShell,
  type NativeTree,
  prepareNativeTree,
  programPath,
} from '../native/native-tree.ts';
import type { NativePackage } from '../native/platform-package.ts';
import { moveTree, writeAnew } from './owned-file.ts';
import { passwordFile } from './password-file.ts';
import { accountFor, canWorkIn, chownTree, type ServerUser } from './server-user.ts';
import { renderAuthentication } from './settings.ts';

export interface CreateClusterOptions {
  readonly native: NativePackage;
  readonly tree: NativeTree;
  readonly home: string;
  readonly user: ServerUser | undefined;
  readonly durable: boolean;
  readonly signal: AbortSignal | undefined;
}

const STAGING_PREFIX = 'asof-new-';

/** Makes the data directory, with the database in it, aside; publishes it by a rename, so it is whole or absent. */
export async function createCluster(options: CreateClusterOptions): Promise<void> {
  const { native, home, user, durable } = options;
  removeLeftovers(home);
  await using workplace = findWorkplace(home, user);
  const { directory, runner } = workplace;
  const made = join(directory, 'data');
  // What the server can reach, whoever runs initdb in its place perhaps cannot.
  const tree =
    runner?.uid === user?.uid
      ? options.tree
      : prepareNativeTree(native, { home: directory, user: runner });
  await initializeData(made, { ...options, tree, user: runner });
  await createDatabase(made, { ...options, tree, user: runner });
  await using staging = temporaryDirectory(home);
  const data = join(staging.directory, 'data');
  moveTree(made, data);
  if (user !== undefined) chownTree(data, user);
  writeAnew(join(data, 'pg_hba.conf'), renderAuthentication(), user);
  renameSync(data, join(home, 'data'));
  if (durable) syncDirectory(home);
}

interface Workplace extends AsyncDisposable {
  readonly directory: string;
  /** Whom initdb runs as; undefined: the caller. */
  readonly runner: ServerUser | undefined;
}

/**
 * Where initdb works, and as whom. It wants an account, which the server's own uid may not have. It then runs as one that
 * exists, with the server's group: through that group, and no other way, it gets into the directory, and other
 * processes of the account do not. What the account cannot reach in the project it makes elsewhere.
 */
function findWorkplace(home: string, user: ServerUser | undefined): Workplace {
  if (user === undefined) return { ...temporaryDirectory(home), runner: undefined };
  const runner = accountFor(user);
  if (runner === undefined) {
    throw embeddedFailure('embedded-start', 'PostgreSQL needs a user other than root to run as', {
      hint: `add one to /etc/passwd, or ${USE_A_URL}`,
    });
  }
  const workplace = temporaryDirectory(canWorkIn(home, runner) ? home : '/tmp');
  const { directory } = workplace;
  chownSync(directory, runner.uid === user.uid ? user.uid : 0, user.gid);
  chmodSync(directory, runner.uid === user.uid ? 0o700 : 0o770);
  return { ...workplace, runner };
}

function temporaryDirectory(parent: string): { directory: string } & AsyncDisposable {
  const directory = mkdtempSync(join(parent, STAGING_PREFIX));
  return { directory, [Symbol.asyncDispose]: async () => removeStaging(directory) };
}

async function initializeData(
  data: string,
  { tree, home, user, durable, signal }: CreateClusterOptions,
): Promise<void> {
  const password = passwordFile(home);
  if (password !== undefined) {
    writeFileSync(password, `${randomBytes(24).toString('hex')}\n`, { mode: 0o600 });
  }
  const programArguments = [
    `--pgdata=${data}`,
    `--username=${EMBEDDED_USER}`,
    '--encoding=UTF8',
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--no-instructions',
    ...(durable ? [] : ['--no-sync']),
    ...(password === undefined
      ? ['--auth=trust']
      : ['--auth=scram-sha-256', `--pwfile=${password}`]),
  ];
  await using initdb = findInitdb(tree);
  const program = programPath(initdb.tree, 'initdb');
  const { status, output } = await run(program, programArguments, {
    user,
    environment: initdb.tree.environment,
    signal,
  });
  if (status !== 0) throw creationFailure('initdb', output);
}

/** initdb where a shell can name it: beside the installed one, else in a copy for this once. */
function findInitdb(tree: NativeTree): { tree: NativeTree } & AsyncDisposable {
  if (isSafeForShell(tree.directory)) return { tree, [Symbol.asyncDispose]: async () => {} };
  const parent = temporaryDirectory(tmpdir());
  chmodSync(parent.directory, 0o755);
  const directory = join(parent.directory, 'native');
  copyNativeTree(tree.directory, directory);
  return { ...parent, tree: { ...tree, directory } };
}

/** In single-user mode, so that a cluster that can be seen has its database. */
async function createDatabase(
  data: string,
  { tree, user, durable, signal }: CreateClusterOptions,
): Promise<void> {
  const programArguments = ['--single', '-D', data, ...(durable ? [] : ['-F']), 'template1'];
  const { status, output } = await run(programPath(tree, 'postgres'), programArguments, {
    user,
    environment: tree.environment,
    signal,
    input: `create database ${EMBEDDED_DATABASE}\n`,
  });
  // A statement that fails does not fail the program.
  if (status !== 0 || /^.*(ERROR|FATAL|PANIC):/m.test(output)) {
    throw creationFailure('creating the database', output);
  }
}

interface RunOptions {
  readonly user: ServerUser | undefined;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal | undefined;
  readonly input?: string;
}

function run(
  program: string,
  programArguments: readonly string[],
  { user, environment, signal, input = '' }: RunOptions,
): Promise<{ status: number | null; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, programArguments, {
      env: environment,
      cwd: '/',
      stdio: ['pipe', 'ignore', 'pipe'],
      windowsHide: true,
      ...(user === undefined ? {} : { uid: user.uid, gid: user.gid }),
      ...(signal === undefined ? {} : { signal }),
    });
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
    });
    child.on('error', (error) =>
      reject(signal?.aborted ? signal.reason : spawnFailure(program, error)),
    );
    child.on('close', (status) => resolve({ status, output }));
    child.stdin.on('error', () => {
      // It ended early; its status and output say why.
    });
    child.stdin.end(input);
  });
}

/** A program that is there and yet not found wants a loader that is not: that of glibc. */
function spawnFailure(program: string, error: Error): Error {
  const code = errorCode(error);
  if (code === 'ENOENT') {
    return embeddedFailure('embedded-platform', `"${program}" does not run on this system`, {
      hint: `use an image with glibc (not Alpine), or ${USE_A_URL}`,
      cause: error,
    });
  }
  if (code === 'EACCES') {
    return embeddedFailure('embedded-start', `"${program}" may not be run`, {
      hint: `install where programs may run (not on a file system mounted noexec), or ${USE_A_URL}`,
      cause: error,
    });
  }
  return error;
}

function creationFailure(step: string, output: string): Error {
  if (output.includes('No space left on device')) {
    return embeddedFailure('embedded-directory', 'the disk is full', {
      hint: `free some space, or ${USE_A_URL}`,
      output,
    });
  }
  if (output.includes('could not look up effective user ID')) {
    return embeddedFailure('embedded-start', 'the user who runs this has no entry in /etc/passwd', {
      hint: `run as a user with an entry, or ${USE_A_URL}`,
      output,
    });
  }
  return embeddedFailure(
    'embedded-start',
    `a PostgreSQL cluster cannot be created: ${step} failed`,
    {
      output,
    },
  );
}

/** What a killed predecessor left; the lock is held, so none is at work. */
function removeLeftovers(home: string): void {
  for (const name of readdirSync(home)) {
    if (name.startsWith(STAGING_PREFIX)) removeStaging(join(home, name));
  }
}

/** An initdb that has lost its parent may go on making files for a moment, until it misses those removed. */
function removeStaging(staging: string): void {
  rmSync(staging, { recursive: true, force: true, maxRetries: 12, retryDelay: 50 });
}

function syncDirectory(path: string): void {
  if (process.platform === 'win32') return;
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
