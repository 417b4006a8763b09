import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import {
  type EmbeddedProject,
  embeddedProject,
  serverPid,
  start,
} from '../../embedded/embedded-project.ts';
import { runCli } from '../../support/cli.ts';
import { startCli } from '../../support/cli-process.ts';
import { createDatabase } from '../../support/database.ts';
import { writeFiles } from '../temporary-project.ts';
import { type DatabaseState, readRuns, readState } from './database-state.ts';
import { installGates, shutGate } from './gate.ts';
import { WAREHOUSE } from './warehouse.ts';

// Processes are started one after another, on whatever the machine has left.
vi.setConfig({ testTimeout: 120_000 });

// A server of the file's own, since it is killed.
const BACKFILL = ['backfill', '--json', '--target', 'embedded'];
let project: EmbeddedProject;
let undisturbed: DatabaseState;

beforeAll(async () => {
  project = embeddedProject();
  await writeFiles(project.directory, WAREHOUSE);
  await using database = await createDatabase();
  const env = { DATABASE_URL: database.url };
  await runCli(['backfill'], { directory: project.directory, env, now: () => new Date() });
  undisturbed = await readState(database.url);
});

afterAll(() => project?.[Symbol.asyncDispose]());

test('when the server is killed the command says so, and goes on when it is called again', async () => {
  await installGates(await start(project.directory));
  for (const node of ['model.warehouse.customers', 'model.warehouse.totals']) {
    const url = await start(project.directory);
    await using gate = await shutGate(url, `${node} 2024-02-29`);
    const cli = startCli([...BACKFILL, '--project-dir', project.directory]);
    await gate.arrival();
    process.kill(await serverPid(project.directory), 'SIGKILL');
    const { code, stdout } = await cli.ended;
    const { status, nodes, diagnostics } = JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '{}');
    expect([code, status]).toEqual([2, 'error']);
    expect(nodes).toContainEqual(
      expect.objectContaining({
        node,
        status: 'error',
        message: expect.stringMatching(/^the connection to the database was lost: /),
      }),
    );
    expect(diagnostics).toEqual([
      expect.objectContaining({
        code: 'database-connection',
        hint: 'run the same command again: it goes on where this one stopped',
      }),
    ]);
  }

  const { status, stdout } = await runCli(BACKFILL, {
    directory: project.directory,
    now: () => new Date(),
  });
  expect(status, stdout).toBe('success');
  const url = await start(project.directory);
  expect(await readState(url)).toEqual(undisturbed);
  expect(await readRuns(url)).toEqual({
    statuses: ['success', 'interrupted', 'success', 'interrupted', 'success', 'success'],
    advisoryLocks: 0,
  });
});
