import { statSync } from 'node:fs';
import { isAbsolute, join, posix, relative, sep } from 'node:path';
import { bug } from '../core/diagnostics/bug.ts';
import { Problems } from '../core/diagnostics/problems.ts';
import type { SourceFile } from '../core/diagnostics/source-file.ts';
import type { CsvFile, ProjectFiles, ProjectPaths } from '../core/project/project-files.ts';
import { SEED_ENDINGS } from '../core/project/seed-file-name.ts';
import { PROJECT_FILE } from './find-project.ts';
import { listFiles } from './list-files.ts';
import { readSource } from './read-source.ts';

type Environment = Readonly<Record<string, string>>;

const DEFAULT_PATHS: ProjectPaths = {
  models: 'models',
  seeds: 'seeds',
  expectations: 'expectations',
  macros: 'macros',
};

/** Everything of a project that is read from disk; all that cannot be read is thrown at once. */
export async function readProject(
  directory: string,
  environment: Environment,
): Promise<ProjectFiles> {
  const projectFile = await readProjectFile(directory);
  const paths = await readPaths(directory, projectFile, environment);
  return readFiles(directory, projectFile, paths, environment);
}

export async function readProjectFile(directory: string): Promise<SourceFile> {
  const problems = new Problems();
  const source = readSource(directory, PROJECT_FILE, problems);
  problems.throwIfErrors();
  return source ?? bug('a file that was not read was not reported');
}

/** As `readProject`, where the paths are known: project.yml is not understood. */
export async function readProjectFiles(
  directory: string,
  paths: ProjectPaths,
  environment: Environment,
): Promise<ProjectFiles> {
  return readFiles(directory, await readProjectFile(directory), paths, environment);
}

/** A project.yml that does not speak of paths is not parsed for them. */
async function readPaths(
  directory: string,
  projectFile: SourceFile,
  environment: Environment,
): Promise<ProjectPaths> {
  if (!projectFile.text.includes('paths')) return DEFAULT_PATHS;
  const { parsePaths } = await import('../core/project/parse-paths.ts');
  const problems = new Problems();
  const written = parsePaths(projectFile, environment, problems);
  const paths: { -readonly [Key in keyof ProjectPaths]: string } = { ...DEFAULT_PATHS };
  for (const { kind, text, location } of written) {
    paths[kind] = relativeTo(directory, text);
    if (isDirectory(join(directory, paths[kind]))) continue;
    problems.error('project-file-unreadable', `there is no directory "${text}"`, {
      location,
      hint: `make it, or change paths: ${kind}`,
    });
  }
  problems.throwIfErrors();
  return paths;
}

function readFiles(
  directory: string,
  projectFile: SourceFile,
  paths: ProjectPaths,
  environment: Environment,
): ProjectFiles {
  const problems = new Problems();
  const list = (kind: keyof ProjectPaths, ...endings: readonly string[]): readonly string[] =>
    listFiles(directory, paths[kind], { endings, allowsOutside: kind !== 'seeds' }, problems);
  const read = (files: readonly string[]): readonly SourceFile[] =>
    files.flatMap((path) => readSource(directory, path, problems) ?? []);
  const models = list('models', '.sql', '.yml', '.yaml');
  const seeds = list('seeds', ...SEED_ENDINGS, '.yml', '.yaml');
  const expectations = list('expectations', '.sql', '.yml', '.yaml');
  const yaml = [...models, ...seeds, ...expectations].filter(isYaml);
  const files: ProjectFiles = {
    directory,
    projectFile,
    models: read(models.filter((path) => !isYaml(path))),
    macros: read(list('macros', '.sql')),
    expectationQueries: read(expectations.filter((path) => !isYaml(path))),
    yaml: read([...new Set(yaml)].filter((path) => path !== PROJECT_FILE)),
    csv: seeds.filter((path) => !isYaml(path)).map((path) => csvFile(directory, path)),
    paths,
    environment,
  };
  problems.throwIfErrors();
  return files;
}

function isYaml(path: string): boolean {
  return /\.ya?ml$/i.test(path);
}

function csvFile(directory: string, path: string): CsvFile {
  return { path, size: statSync(join(directory, path)).size };
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function relativeTo(directory: string, path: string): string {
  const below = isAbsolute(path) ? relative(directory, path) : path;
  return posix.normalize(below.split(sep).join('/')).replace(/(?<=.)\/$/, '') || '.';
}
