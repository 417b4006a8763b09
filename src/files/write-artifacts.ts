import { join } from 'node:path';
import type { Manifest } from '../core/manifest/manifest.ts';
import { manifestJson } from '../core/manifest/manifest-json.ts';
import type { RunResult } from '../core/plan/run-result.ts';
import { runResultJson } from '../core/plan/run-result-json.ts';
import { writeAtomically } from './write-atomically.ts';

export interface ArtifactPlace {
  /** Of the project; artifacts go to target/ in it. */
  readonly directory: string;
  /** Replaces secrets; everything written has passed through it. */
  readonly mask: (text: string) => string;
  readonly asofVersion: string;
}

/** target/manifest.json */
export async function writeManifest(manifest: Manifest, place: ArtifactPlace): Promise<void> {
  const value = { asof_version: place.asofVersion, ...manifestJson(manifest) };
  await writeJson('manifest.json', value, place);
}

/** target/run_results.json: the same object as the last line of `--json`. */
export async function writeRunResults(result: RunResult, place: ArtifactPlace): Promise<void> {
  const value = { asof_version: place.asofVersion, ...runResultJson(result) };
  await writeJson('run_results.json', value, place);
}

export const REPORT_PATH = 'target/report.html';

/** target/report.html, whose text is masked already. */
export async function writeReport(text: string, { directory }: ArtifactPlace): Promise<void> {
  await writeAtomically(join(directory, REPORT_PATH), text);
}

/** `models/a.sql` → `target/compiled/models/a.sql` */
export function compiledPath(file: string): string {
  return `target/compiled/${file}`;
}

/** The SQL of a model where `compiledPath` says. */
export async function writeCompiled(
  file: string,
  sql: string,
  { directory, mask }: ArtifactPlace,
): Promise<void> {
  await writeAtomically(join(directory, compiledPath(file)), `${mask(sql).trimEnd()}\n`);
}

/** Files of compiled SQL that are written while something else goes on. */
export interface CompiledFiles {
  write(file: string, sql: string): void;
  /** Resolves when all are written; rejects when one could not be. */
  finish(): Promise<void>;
}

export function createCompiledFiles(place: ArtifactPlace): CompiledFiles {
  // one after the other, so that of two texts for one file the later one stays
  let writing = Promise.resolve();
  return {
    write(file, sql) {
      writing = writing.then(() => writeCompiled(file, sql, place));
      writing.catch(() => {});
    },
    finish: () => writing,
  };
}

/** Strings are masked before they become JSON, where a quote in a secret looks different. */
async function writeJson(name: string, value: unknown, place: ArtifactPlace): Promise<void> {
  const masked = (_: string, each: unknown) => (typeof each === 'string' ? place.mask(each) : each);
  await writeAtomically(
    join(place.directory, 'target', name),
    `${JSON.stringify(value, masked, 2)}\n`,
  );
}
