import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import type { Target } from '../core/project/target.ts';
import type { Vars } from '../core/project/vars.ts';
import type { LoadedProject, LoadOptions } from '../files/load-project.ts';
import {
  type CacheKey,
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
  /** Where it is to work. */
  readonly place: () => Promise<Place>;
  /** Reads all of the project, for commands that compile; the parsers come with it. */
  readonly load: () => Promise<LoadedProject>;
}

/** What connecting and starting a run takes of the project. */
export interface Place {
  readonly target: Target;
  readonly environment: Readonly<Record<string, string>>;
  /** The vars that are given, each of its declared type. */
  readonly vars: Vars['given'];
}

export interface OpenOptions {
  /** Instead of what `--vars` says: for a backfill, which opens the project for each as_of. */
  readonly asOf?: string;
}

/** Whichever names the target that is opened. */
const TARGET_OPTIONS = ['--target', '-t', '--with-target'];

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
      locateValue(shell, option === '--target' ? TARGET_OPTIONS : [option], value),
    now: shell.now(),
    secrets: shell.secrets,
  };
  let loading: Promise<LoadedProject> | undefined;
  const load = (): Promise<LoadedProject> => {
    loading ??= import('../files/load-project.ts').then((loader) => loader.loadProject(options));
    return loading;
  };

  const key = { asofVersion: asofVersion(), targetName, vars };
  const cached = await readCachedManifest(directory, key);
  if (
    cached !== undefined &&
    isSameEnvironment(cached.environmentRead, environment) &&
    digestText((await readProjectFile(directory)).text) === cached.projectFileDigest &&
    digestFiles(await readProjectFiles(directory, cached.paths, environment)) === cached.filesDigest
  ) {
    showWarnings(cached.warnings, directory, invocation);
    const { manifest, asOf: cachedAsOf, target: kept, givenVars } = cached;
    const place = async (): Promise<Place> =>
      kept === undefined ? placeOf(await load()) : { target: kept, environment, vars: givenVars };
    return { directory, manifest, asOf: cachedAsOf, place, load };
  }

  const loaded = await load();
  showWarnings(loaded.warnings, directory, invocation);
  if (!loaded.manifest.readsClock) await remember(loaded, directory, key);
  return {
    directory,
    manifest: loaded.manifest,
    asOf: loaded.asOf,
    place: async () => placeOf(loaded),
    load: async () => loaded,
  };
}

/** For the next time, while nothing changes. */
function remember(loaded: LoadedProject, directory: string, key: CacheKey): Promise<void> {
  return writeCachedManifest(directory, key, {
    filesDigest: digestFiles(loaded.files),
    paths: loaded.files.paths,
    projectFileDigest: digestText(loaded.files.projectFile.text),
    environmentRead: loaded.environmentRead,
    manifest: loaded.manifest,
    target: withoutSecrets(loaded.target),
    givenVars: loaded.facts.vars.given,
    asOf: loaded.asOf,
    warnings: loaded.warnings,
  });
}

function placeOf({ target, environment, facts }: LoadedProject): Place {
  return { target, environment, vars: facts.vars.given };
}

/** A URL may hold a password, and no file is to hold that: such a target is read anew each time. */
function withoutSecrets(target: Target): Target | undefined {
  return target.connection.type === 'embedded' ? target : undefined;
}

function showWarnings(
  warnings: readonly Diagnostic[],
  directory: string,
  { flags, shell }: Invocation,
): void {
  if (warnings.length === 0 || flags.quiet) return;
  shell.progress(formatDiagnostics(warnings, diagnosticFormat(shell, directory)));
}
