import { randomUUID } from 'node:crypto';
import { bug } from '../core/diagnostics/bug.ts';
import type { Diagnostic } from '../core/diagnostics/diagnostic.ts';
import { Problems } from '../core/diagnostics/problems.ts';
import type { Location } from '../core/diagnostics/source-file.ts';
import { buildManifest } from '../core/manifest/build-manifest.ts';
import type { Manifest } from '../core/manifest/manifest.ts';
import { parseAll } from '../core/manifest/sql-drafts.ts';
import type { RunFacts } from '../core/manifest/template-globals.ts';
import { parseProject } from '../core/project/parse-project.ts';
import type { Project } from '../core/project/project.ts';
import type { ProjectFiles } from '../core/project/project-files.ts';
import { resolveTarget } from '../core/project/resolve-target.ts';
import { resolveVars } from '../core/project/resolve-vars.ts';
import type { Secrets } from '../core/project/secrets.ts';
import type { Target } from '../core/project/target.ts';
import { asOfOf } from '../core/project/vars.ts';
import { readProject } from './read-project.ts';
import { type EnvironmentRead, recordEnvironment } from './recorded-environment.ts';

export interface LoadOptions {
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly targetName: string | undefined;
  readonly vars: readonly string[];
  /** Where the value of an option is given, for diagnostics about it. */
  readonly placeOf?: (option: '--vars' | '--target', value: string) => Location | undefined;
  readonly now: Date;
  readonly secrets: Secrets;
}

/** All of a project, parsed and resolved for one invocation. */
export interface LoadedProject {
  readonly files: ProjectFiles;
  readonly project: Project;
  readonly target: Target;
  readonly environment: Readonly<Record<string, string>>;
  readonly facts: RunFacts;
  readonly asOf: string | undefined;
  readonly manifest: Manifest;
  readonly warnings: readonly Diagnostic[];
  readonly environmentRead: EnvironmentRead;
}

/** Reads, parses and resolves; everything that is wrong is thrown at once. */
export async function loadProject(options: LoadOptions): Promise<LoadedProject> {
  const { directory, now, secrets, targetName, placeOf } = options;
  const recorded = recordEnvironment(options.environment);
  const { environment } = recorded;
  const problems = new Problems();
  const files = await readProject(directory, environment);
  const project = parseProject(files, problems);
  if (project === undefined) {
    throwWithTemplates(files, problems);
    return bug('a project that cannot be parsed has no problems');
  }
  const location = targetName === undefined ? undefined : placeOf?.('--target', targetName);
  const target = resolveTarget(project, { targetName, location, environment, secrets }, problems);
  const given = options.vars.map((text) => ({ text, location: placeOf?.('--vars', text) }));
  const vars = await resolveVars(project, given, problems);
  throwWithTemplates(files, problems);
  if (target === undefined) return bug('a target that cannot be resolved has no problems');
  const facts: RunFacts = {
    vars,
    environment,
    target: { name: target.name, schema: target.schema },
    runStartedAt: now.toISOString(),
    invocationId: randomUUID(),
  };
  const asOf = asOfOf(vars);
  const manifest = buildManifest(project, files, { facts, target, asOf }, problems);
  problems.throwIfErrors();
  return {
    files,
    project,
    target,
    environment: options.environment,
    facts,
    asOf,
    manifest,
    warnings: problems.all,
    environmentRead: recorded.read(),
  };
}

/** Names in SQL cannot be resolved beside broken YAML, but what is no template is wrong whatever YAML says. */
function throwWithTemplates(files: ProjectFiles, problems: Problems): void {
  if (problems.errorCount === 0) return;
  parseAll([...files.macros, ...files.models, ...files.expectationQueries], problems);
  problems.throwIfErrors();
}
