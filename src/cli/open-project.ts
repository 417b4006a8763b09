import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { LoadedProject, LoadOptions } from '../files/load-project.ts';
import {
  digestFiles,
  digestText,
  readCachedManifest,
  writeCachedManifest,
} from '../files/manifest-cache.ts';
import { readEnvironment } from '../files/read-environment.ts';
import { readProjectFile, readProjectFiles } from '../files/read-project.ts';
import { isSameEnvironment } from '../files/recorded-environment.ts';
import { formatDiagnostics } from '../report/format-diagnostic.ts';
import { locateValue } from './command-line-text.ts';
import { diagnosticFormat } from './diagnostic-format.ts';
import type { Invocation } from './invocation.ts';
import { asofVersion } from './package-facts.ts';
import { projectDirectory } from './project-directory.ts';

/** A project as a command works with it. */
export interface Workspace {
  /** Absolute. */
  readonly directory: string;
  readonly manifest: Manifest;
  /** The as_of of this invocation, if it has one. */
  readonly asOf: string | undefined;
  /** Reads all of the project, for commands that compile or connect; the parsers come with it. */
  readonly load: () => Promise<LoadedProject>;
}

export interface OpenOptions {
  /** Instead of what `--vars` says: for a backfill, which opens the project for each as_of. */
  readonly asOf?: string;
}

/**
 * The project that the invocation is about. When nothing changed since the last time, its manifest
 * comes from the cache, and neither YAML nor templates are parsed.
 */
export async function openProject(
  invocation: Invocation,
  { asOf }: OpenOptions = {},
): Promise<Workspace> {
  const { flags, shell } = invocation;
  const directory = await projectDirectory(flags.projectDir, shell);
  const environment = await readEnvironment(directory, shell.env);
  shell.secrets.addEnvironment(environment);
  const targetName = flags.target ?? environment['ASOF_TARGET'];
  const vars = asOf === undefined ? flags.vars : [...flags.vars, `as_of=${asOf}`];
  const options: LoadOptions = {
    directory,
    environment,
    targetName,
    vars,
    placeOf: (option, value) =>
      locateValue(shell, option === '--target' ? ['--target', '-t'] : [option], value),
    now: shell.now(),
    secrets: shell.secrets,
  };
  const load = async () => (await import('../files/load-project.ts')).loadProject(options);

  const key = { asofVersion: asofVersion(), targetName, vars };
  const cached = await readCachedManifest(directory, key);
  if (
    cached !== undefined &&
    isSameEnvironment(cached.environmentRead, environment) &&
    digestText((await readProjectFile(directory)).text) === cached.projectFileDigest &&
    digestFiles(await readProjectFiles(directory, cached.paths, environment)) === cached.filesDigest
  ) {
    showWarnings(cached.warnings, directory, invocation);
    return { directory, manifest: cached.manifest, asOf: cached.asOf, load };
  }

  const loaded = await load();
  showWarnings(loaded.warnings, directory, invocation);
  await writeCachedManifest(directory, key, {
    filesDigest: digestFiles(loaded.files),
    paths: loaded.files.paths,
    projectFileDigest: digestText(loaded.files.projectFile.text),
    environmentRead: loaded.environmentRead,
    manifest: loaded.manifest,
    targetName: loaded.target.name,
    asOf: loaded.asOf,
    warnings: loaded.warnings,
  });
  return { directory, manifest: loaded.manifest, asOf: loaded.asOf, load: async () => loaded };
}

function showWarnings(
  warnings: readonly Diagnostic[],
  directory: string,
  { flags, shell }: Invocation,
): void {
  if (warnings.length === 0 || flags.quiet) return;
  shell.progress(formatDiagnostics(warnings, diagnosticFormat(shell, directory)));
}
