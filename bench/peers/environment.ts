import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export type Peer = 'original' | 'dbt' | 'sqlmesh';

export type Environment =
  | { readonly status: 'ready'; readonly python: string }
  | { readonly status: 'not-run'; readonly reason: string };

export const peersDirectory = fileURLToPath(new URL('.', import.meta.url));

const run = promisify(execFile);
const INSTALL_TIMEOUT_MS = 15 * 60_000;

/**
 * A Python environment with a peer's pinned packages, made on first use in bench/.venv-<peer> from the ordinary package
 * index, and again when requirements.txt changed. Never throws for what a machine may lack: that is `not-run`.
 */
export async function ensureEnvironment(peer: Peer): Promise<Environment> {
  const directory = join(peersDirectory, '..', `.venv-${peer}`);
  const requirements = join(peersDirectory, peer, 'requirements.txt');
  const python =
    process.platform === 'win32'
      ? join(directory, 'Scripts', 'python.exe')
      : join(directory, 'bin', 'python');
  // Written last: an environment whose making was cut short has no stamp, and is made again.
  const stamp = join(directory, 'requirements.sha256');
  const wanted = createHash('sha256').update(readFileSync(requirements)).digest('hex');
  if (readIfThere(stamp) === wanted) return { status: 'ready', python };

  rmSync(directory, { recursive: true, force: true });
  try {
    await run(systemPython(), ['-m', 'venv', directory]);
  } catch (error) {
    return { status: 'not-run', reason: `no Python environment: ${lastWords(error)}` };
  }
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  try {
    await run(python, [...install, '--retries', '1', '--requirement', requirements], {
      timeout: INSTALL_TIMEOUT_MS,
    });
  } catch (error) {
    return { status: 'not-run', reason: `its packages do not install: ${lastWords(error)}` };
  }
  writeFileSync(stamp, wanted);
  return { status: 'ready', python };
}

/** The interpreter that environments are made with, and that runs what needs the standard library only. */
export function systemPython(): string {
  return process.platform === 'win32' ? 'python' : 'python3';
}

/** SQLAlchemy ends its errors with a link. */
const FOOTNOTE = /^\(Background on this error/;

/** The last line of what a failed program said: in Python's and pip's output, the one that names the cause. */
export function lastWords(error: unknown): string {
  const written =
    error instanceof Error && 'stderr' in error && typeof error.stderr === 'string'
      ? error.stderr
      : '';
  const lines = written.split('\n').filter((line) => line.trim() !== '' && !FOOTNOTE.test(line));
  const errors = lines.filter((line) => line.startsWith('ERROR:'));
  return errors.at(-1) ?? lines.at(-1) ?? String(error);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
