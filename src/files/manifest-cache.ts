import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { ProjectFiles, ProjectPaths } from '../core/project/project-files.ts';
import type { Target } from '../core/project/target.ts';
import type { Vars } from '../core/project/vars.ts';
import type { EnvironmentRead } from './recorded-environment.ts';
import { writeAtomically } from './write-atomically.ts';

/** A manifest as it was built, and all that it was built from. */
export interface CachedManifest {
  /** Of every file that the manifest was built from: see `digestFiles`. */
  readonly filesDigest: string;
  /** Where the files are, so that they can be listed without reading project.yml as YAML. */
  readonly paths: ProjectPaths;
  readonly projectFileDigest: string;
  readonly environmentRead: EnvironmentRead;
  readonly manifest: Manifest;
  /** undefined where it has a URL, which may hold a password. */
  readonly target: Target | undefined;
  readonly givenVars: Vars['given'];
  readonly asOf: string | undefined;
  /** Shown again each time: nothing about them has changed. */
  readonly warnings: readonly Diagnostic[];
}

/** What the invocation adds to the files; each combination has an entry of its own. */
export interface CacheKey {
  readonly asofVersion: string;
  readonly targetName: string | undefined;
  readonly vars: readonly string[];
}

/** Raised when the shape of a manifest changes between two releases. */
const SHAPE = 5;

/** More than the as_ofs of two years, built in turn. */
const MAX_ENTRIES = 32;

/** The entry of that key as it was written; whether it still holds is for the caller to check. */
export async function readCachedManifest(
  directory: string,
  key: CacheKey,
): Promise<CachedManifest | undefined> {
  try {
    const entry: unknown = JSON.parse(await readFile(entryPath(directory, key), 'utf8'));
    return isCachedManifest(entry) ? entry : undefined;
  } catch {
    // Absent, or cut short by a crash of the machine: the manifest is built anew.
    return undefined;
  }
}

/** Failing to write is no failure: the next command takes longer, that is all. */
export async function writeCachedManifest(
  directory: string,
  key: CacheKey,
  entry: CachedManifest,
): Promise<void> {
  try {
    await writeAtomically(entryPath(directory, key), JSON.stringify(entry));
    await removeOldest(cacheDirectory(directory));
  } catch {
    return;
  }
}

/** Changes with any character of any file, and with the name of any CSV file. */
export function digestFiles(files: ProjectFiles): string {
  const hash = createHash('sha256');
  const sources = [
    files.projectFile,
    ...files.models,
    ...files.macros,
    ...files.expectationQueries,
    ...files.yaml,
  ];
  for (const { path, text } of sources) {
    hash.update(`${path.length}:${path}:${text.length}:`).update(text);
  }
  for (const { path } of files.csv) hash.update(`csv:${path.length}:${path}`);
  return hash.digest('hex');
}

export function digestText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function cacheDirectory(directory: string): string {
  return join(directory, 'target', 'cache');
}

function entryPath(directory: string, key: CacheKey): string {
  const name = digestText(
    JSON.stringify([SHAPE, key.asofVersion, key.targetName ?? null, key.vars]),
  );
  return join(cacheDirectory(directory), `manifest-${name.slice(0, 24)}.json`);
}

/** The version is part of the key, so a file of that shape was written by this very code. */
function isCachedManifest(value: unknown): value is CachedManifest {
  return (
    typeof value === 'object' &&
    value !== null &&
    'filesDigest' in value &&
    'projectFileDigest' in value &&
    'environmentRead' in value &&
    'paths' in value &&
    'givenVars' in value &&
    'manifest' in value
  );
}

async function removeOldest(directory: string): Promise<void> {
  const names = await readdir(directory);
  if (names.length <= MAX_ENTRIES) return;
  const entries = await Promise.all(
    names.map(async (name) => {
      const path = join(directory, name);
      return { path, writtenMs: (await stat(path)).mtimeMs };
    }),
  );
  const old = entries.sort((a, b) => b.writtenMs - a.writtenMs).slice(MAX_ENTRIES);
  await Promise.all(old.map(({ path }) => rm(path, { force: true })));
}
