import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { dropEmbedded } from '../../src/embedded/embedded-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where the run's throwaway cluster is made as soon as a test asks for a database. */
    testClusterDirectory: string;
  }
}

/** Vitest's global setup: costs nothing until a test asks, and leaves nothing behind. */
export function setup(project: TestProject): () => Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'asof-test-'));
  // Under root the server runs as another user, who has to get in.
  chmodSync(directory, 0o755);
  project.provide('testClusterDirectory', directory);
  return async () => {
    await dropEmbedded(directory);
    rmSync(directory, { recursive: true, force: true });
  };
}
