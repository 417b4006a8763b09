import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { bundleProgram, type ProgramBundle } from '../../scripts/bundle-program.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Holds main-process.js, start-process.js and command.js, for tests that need processes. */
    programDirectory: string;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Vitest's global setup: the programs that tests start as processes, bundled once. Each of some
 * hundred processes would read and translate all sources by itself otherwise, for seconds.
 */
export async function setup(project: TestProject): Promise<() => void> {
  // in the repository, where Node finds its packages
  const parent = join(ROOT, '.test-programs');
  mkdirSync(parent, { recursive: true });
  const directory = mkdtempSync(join(parent, 'run-'));
  // processes of other users read it too
  chmodSync(directory, 0o755);
  const bundle = async (bundled: Omit<ProgramBundle, 'directory'>) =>
    bundleProgram({
      ...bundled,
      entryPoints: bundled.entryPoints.map((path) => join(ROOT, path)),
      directory,
    });
  await bundle({
    entryPoints: [
      'tests/support/main-process.ts',
      'tests/embedded/command.ts',
      'src/embedded/server/supervisor.ts',
    ],
  });
  const program = await bundle({ entryPoints: ['src/cli/main.ts'], form: 'kept' });
  await bundle({
    entryPoints: ['tests/support/start-process.ts'],
    texts: { PROGRAM_FILE: program.find((each) => each.isEntry)?.fileName ?? '' },
  });
  project.provide('programDirectory', directory);
  return () => rmSync(directory, { recursive: true, force: true });
}
