import type { LocatedEntry } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { type ConfigTree, pathBelow } from './config-tree.ts';
import { declaredAt } from './declared-at.ts';
import { modelSettings } from './definitions/model-settings.ts';
import { seedSettings } from './definitions/seed-settings.ts';
import { treePath } from './file-pattern.ts';
import { type ModelSettings, NO_MODEL_SETTINGS } from './model-settings.ts';
import { parseConfigTree, pathsOf } from './parse-config-tree.ts';
import { parseDeclarations } from './parse-declarations.ts';
import { type ProjectFileContents, parseProjectFile } from './parse-project-file.ts';
import type { Project, SeedDeclaration } from './project.ts';
import type { ProjectFiles } from './project-files.ts';
import { readModelSettings } from './read-model-settings.ts';
import { readSeedSettings } from './read-seed-settings.ts';
import { INHERITED_SETTINGS, readTestSettings } from './read-test-settings.ts';
import { NO_SEED_FIELDS, type SeedFields } from './seed-fields.ts';

/** All that the YAML files of a project say; undefined where project.yml itself cannot be read. */
export function parseProject(files: ProjectFiles, problems: Problems): Project | undefined {
  const contents = parseProjectFile(files.projectFile, files.environment, problems);
  if (contents === undefined) return undefined;
  const modelTree = parseModelTree(contents, files, problems);
  const declared = files.yaml.map((file) => parseDeclarations(file, contents.templates, problems));
  const models = declared.flatMap((each) => each.models);
  const seeds = declared.flatMap((each) => each.seeds);
  const seedTree = parseSeedTree(contents, files, seeds, problems);
  const testTree = parseTestTree(contents, files, problems);
  const sources = declared.flatMap((each) => each.sources);
  reportDuplicates('model', models, problems);
  reportDuplicates('seed', seeds, problems);
  reportDuplicates('source', sources, problems);
  reportAbsentModels(models, files, problems);
  return {
    name: contents.name,
    vars: contents.vars,
    targets: contents.targets,
    defaultTarget: contents.defaultTarget,
    modelTree,
    seedTree,
    testTree,
    models,
    seeds,
    sources,
    expectations: declared.flatMap((each) => each.expectations),
    varsRead: contents.templates.varsRead,
  };
}

function parseModelTree(
  { models, name }: ProjectFileContents,
  files: ProjectFiles,
  problems: Problems,
): ConfigTree<ModelSettings> {
  if (models === undefined) return { settings: NO_MODEL_SETTINGS, folders: {} };
  const reading = {
    read: readModelSettings,
    nothing: NO_MODEL_SETTINGS,
    keys: Object.keys(modelSettings.shape),
    paths: pathsOf(files.models.map((file) => pathBelow(files.paths.models, file.path))),
    projectName: name,
  };
  return parseConfigTree(models, reading, problems);
}

function parseSeedTree(
  { seeds, name }: ProjectFileContents,
  files: ProjectFiles,
  declarations: readonly SeedDeclaration[],
  problems: Problems,
): ConfigTree<SeedFields> {
  if (seeds === undefined) return { settings: NO_SEED_FIELDS, folders: {} };
  const reading = {
    read: readSeedSettings,
    nothing: NO_SEED_FIELDS,
    keys: Object.keys(seedSettings.shape),
    paths: pathsOf([
      ...files.csv.map((file) => pathBelow(files.paths.seeds, file.path)),
      ...declarations.map((seed) => treePath(seed.files?.text ?? '', seed.name)),
    ]),
    projectName: name,
  };
  return parseConfigTree(seeds, reading, problems);
}

function parseTestTree(
  { dataTests, name }: ProjectFileContents,
  { paths, yaml, expectationQueries }: ProjectFiles,
  problems: Problems,
): ConfigTree<readonly LocatedEntry[]> {
  if (dataTests === undefined) return { settings: [], folders: {} };
  const declaring = [...yaml, ...expectationQueries].map((file) => declaredAt(paths, file.path));
  const reading = {
    read: readTestSettings,
    nothing: [],
    keys: INHERITED_SETTINGS,
    paths: pathsOf(declaring),
    projectName: name,
  };
  return parseConfigTree(dataTests, reading, problems);
}

function reportDuplicates(
  kind: string,
  declarations: readonly { readonly name: string; readonly location: Location }[],
  problems: Problems,
): void {
  const seen = new Map<string, Location>();
  for (const { name, location } of declarations) {
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, location);
      continue;
    }
    problems.error('config-duplicate', `the ${kind} "${name}" is declared twice`, {
      location,
      notes: [{ message: `"${name}" is declared first`, location: first }],
      hint: 'put both together',
    });
  }
}

function reportAbsentModels(
  models: Project['models'],
  files: ProjectFiles,
  problems: Problems,
): void {
  const names = new Set(
    files.models.map((file) => file.path.slice(file.path.lastIndexOf('/') + 1, -'.sql'.length)),
  );
  for (const { name, location } of models) {
    if (names.has(name)) continue;
    problems.error('config-unused', `there is no file "${name}.sql" for the model "${name}"`, {
      location,
      hint: didYouMean(name, names) ?? `write ${files.paths.models}/${name}.sql`,
    });
  }
}
