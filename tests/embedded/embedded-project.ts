import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { connectionUrl } from '../../src/embedded/connection.ts';
import {
  dropEmbedded,
  type EmbeddedOptions,
  embeddedStatus,
  startEmbedded,
  stopEmbedded,
} from '../../src/embedded/embedded-server.ts';
import { query } from '../support/database.ts';

export interface EmbeddedProject extends AsyncDisposable {
  readonly directory: string;
  /** Where more projects may be put: their servers end with this one's. */
  besides(name: string): string;
}

/** An empty project in a directory of its own; in the end its server is stopped and all is removed. */
export function embeddedProject(name = 'project', mode = 0o755): EmbeddedProject {
  const parent = mkdtempSync(join(tmpdir(), 'asof-embedded-'));
  chmodSync(parent, mode);
  const directory = join(parent, name);
  mkdirSync(directory);
  const directories = [directory];
  return {
    directory,
    besides: (other) => {
      directories.push(join(parent, other));
      return join(parent, other);
    },
    [Symbol.asyncDispose]: async () => {
      for (const each of directories) await dropIfThere(each);
      rmSync(parent, { recursive: true, force: true });
    },
  };
}

let prepared: Promise<EmbeddedProject> | undefined;

afterAll(async () => {
  await (await prepared)?.[Symbol.asyncDispose]();
});

/**
 * A project whose cluster is made and stopped, for tests of anything but the making: it is a copy of one that is made
 * once a file, in a tenth of the time.
 */
export async function preparedProject(name?: string): Promise<EmbeddedProject> {
  prepared ??= makePreparedProject();
  const original = await prepared;
  const project = embeddedProject(name);
  cpSync(original.directory, project.directory, { recursive: true });
  return project;
}

async function makePreparedProject(): Promise<EmbeddedProject> {
  const project = embeddedProject('prepared');
  await start(project.directory);
  await stopEmbedded(project.directory);
  return project;
}

/** Starts or joins, as a throwaway cluster, and gives the URL. */
export async function start(
  projectDirectory: string,
  options: Partial<EmbeddedOptions> = {},
): Promise<string> {
  return connectionUrl(await startEmbedded({ projectDirectory, durable: false, ...options }));
}

export async function serverPid(projectDirectory: string): Promise<number> {
  const status = await embeddedStatus(projectDirectory);
  if (status.status !== 'running') throw new Error(`the server is ${status.status}`);
  return status.pid;
}

/** A mark in the database, to recognize it by. */
export async function mark(url: string, text: string): Promise<void> {
  await query(url, `create table public.mark as select '${text}'::text as text`);
}

/** The mark, or undefined in a database that has none. */
export async function readMark(url: string): Promise<unknown> {
  const [table] = await query(url, "select to_regclass('public.mark') is not null as there");
  if (table?.['there'] !== true) return undefined;
  return (await query(url, 'select text from public.mark'))[0]?.['text'];
}

async function dropIfThere(directory: string): Promise<void> {
  try {
    await dropEmbedded(directory);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
