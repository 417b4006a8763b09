import type { Json } from '../diagnostics/json.ts';
import {
  entryOf,
  type LocatedEntry,
  type LocatedValue,
  plain,
} from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { convertVar } from './convert-var.ts';
import { projectFile, target, varDeclaration } from './definitions/project-file.ts';
import type { Environment } from './environment.ts';
import type { LocatedText } from './located-text.ts';
import { parseYaml } from './parse-yaml.ts';
import type { DefaultTarget } from './project.ts';
import type { TargetDeclaration } from './target.ts';
import { validate } from './validate.ts';
import { DEFAULT_PATTERN, type VarDeclaration } from './vars.ts';
import { YamlTemplates } from './yaml-templates.ts';

/** What project.yml says; its trees of settings are read when the files are known. */
export interface ProjectFileContents {
  readonly name: string;
  readonly vars: Readonly<Record<string, VarDeclaration>>;
  readonly targets: Readonly<Record<string, TargetDeclaration>>;
  readonly defaultTarget: DefaultTarget | undefined;
  readonly models: LocatedValue | undefined;
  readonly seeds: LocatedValue | undefined;
  /** `data_tests:`, or `tests:` as dbt called it before. */
  readonly dataTests: LocatedValue | undefined;
  /** Renders the other YAML files too. */
  readonly templates: YamlTemplates;
}

export function parseProjectFile(
  source: SourceFile,
  environment: Environment,
  problems: Problems,
): ProjectFileContents | undefined {
  const value = parseYaml(source, problems);
  if (value === undefined) return undefined;
  const yaml = validate(
    projectFile,
    value,
    { what: 'project.yml', elsewhere: ELSEWHERE },
    problems,
  );
  const vars = readVars(entryOf(value, 'vars')?.value, environment, problems);
  const targets = readTargets(entryOf(value, 'targets')?.value, problems);
  const templates = new YamlTemplates(environment, vars);
  const chosen = entryOf(value, 'target')?.value;
  const defaultTarget = chosen && readDefault(chosen, targets, problems);
  // a mistake in this file hides none in the others
  const name = yaml?.name ?? textAt(value, 'name')?.text;
  if (name === undefined) return undefined;
  return {
    name,
    vars,
    targets,
    defaultTarget,
    models: renderedAt(value, 'models', templates, problems),
    seeds: renderedAt(value, 'seeds', templates, problems),
    dataTests:
      renderedAt(value, 'data_tests', templates, problems) ??
      renderedAt(value, 'tests', templates, problems),
    templates,
  };
}

/** Keys of dbt_project.yml, and what is here in their place. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'model-paths': 'write paths: {models: …}',
  'seed-paths': 'write paths: {seeds: …}',
  'macro-paths': 'write paths: {macros: …}',
  'test-paths': 'write paths: {expectations: …}',
  profile: 'declare the databases under targets:',
  'config-version': 'remove it',
  version: 'remove it',
};

function renderedAt(
  value: LocatedValue,
  key: string,
  templates: YamlTemplates,
  problems: Problems,
): LocatedValue | undefined {
  const at = entryOf(value, key)?.value;
  return at && templates.render(at, problems);
}

function entriesOf(value: LocatedValue | undefined): readonly LocatedEntry[] {
  return value?.type === 'map' ? value.entries : [];
}

function readVars(
  value: LocatedValue | undefined,
  environment: Environment,
  problems: Problems,
): Readonly<Record<string, VarDeclaration>> {
  const environmentOnly = new YamlTemplates(environment, {});
  return Object.fromEntries(
    entriesOf(value).map((entry) => {
      const rendered = { ...entry, value: environmentOnly.render(entry.value, problems) };
      return [entry.key, readVar(rendered, problems) ?? brokenVar(entry)];
    }),
  );
}

/** Stands for a declaration that was reported, so that no use of the var is reported for it again. */
function brokenVar({ keyLocation }: LocatedEntry): VarDeclaration {
  return {
    type: 'string',
    default: undefined,
    description: undefined,
    pattern: DEFAULT_PATTERN,
    location: keyLocation,
  };
}

function readVar(entry: LocatedEntry, problems: Problems): VarDeclaration | undefined {
  if (entry.value.type !== 'map') {
    const isEmpty = entry.value.type === 'scalar' && entry.value.value === null;
    return problems.error('config-value', `the var "${entry.key}" must be declared by a map`, {
      location: isEmpty ? entry.keyLocation : entry.value.location,
      hint: `write ${entry.key}: {type: ${typeOf(plain(entry.value))}${isEmpty ? '' : ', default: …'}}`,
    });
  }
  const yaml = validate(varDeclaration, entry.value, { what: `the var "${entry.key}"` }, problems);
  if (yaml === undefined) return undefined;
  if (entry.key === 'as_of' && yaml.type !== 'date') {
    return problems.error('config-value', `the var "as_of" must be a date, not ${yaml.type}`, {
      location: entryOf(entry.value, 'type')?.value.location ?? entry.keyLocation,
      hint: 'it names the as_of that a run builds',
    });
  }
  const given = entryOf(entry.value, 'default')?.value;
  const converted = given === undefined ? undefined : convertVar(entry.key, yaml.type, given);
  if (converted?.type === 'wrong') {
    problems.error('var-type', converted.message, {
      location: given?.location,
      hint: converted.hint,
    });
    return undefined;
  }
  if (yaml.pattern !== undefined && !isPattern(yaml.pattern)) {
    return problems.error('config-value', '"pattern" must be a regular expression', {
      location: entryOf(entry.value, 'pattern')?.value.location,
    });
  }
  return {
    type: yaml.type,
    default: converted?.value,
    description: yaml.description,
    pattern: yaml.pattern ?? DEFAULT_PATTERN,
    location: entry.keyLocation,
  };
}

/** The type that a plain default would have: dbt declares vars by their values alone. */
function typeOf(value: Json): string {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  if (typeof value === 'boolean') return 'boolean';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value)) return 'date';
  return 'string';
}

function isPattern(text: string): boolean {
  try {
    new RegExp(`^(?:${text})$`, 'u');
    return true;
  } catch {
    return false;
  }
}

function readTargets(
  value: LocatedValue | undefined,
  problems: Problems,
): Readonly<Record<string, TargetDeclaration>> {
  return Object.fromEntries(
    entriesOf(value).map((entry) => [entry.key, readTarget(entry, problems)]),
  );
}

/** Texts with `{{ }}` are not judged before the target is chosen. */
function readTarget(entry: LocatedEntry, problems: Problems): TargetDeclaration {
  const value = entry.value;
  const isEmpty = value.type === 'scalar' && value.value === null;
  const judged =
    value.type === 'map'
      ? { ...value, entries: value.entries.filter((each) => !isTemplate(each.value)) }
      : value;
  const subject = { what: `the target "${entry.key}"` };
  const unknown = entriesOf(value).filter(
    (each) => isTemplate(each.value) && !Object.hasOwn(target.shape, each.key),
  );
  for (const each of unknown) {
    problems.error('config-unknown-key', `"${each.key}" is not a key of ${subject.what}`, {
      location: each.keyLocation,
      hint: didYouMean(each.key, Object.keys(target.shape)),
    });
  }
  if (!isEmpty) validate(target, judged, subject, problems);
  return {
    location: entry.keyLocation,
    url: textAt(value, 'url'),
    schema: textAt(value, 'schema'),
    schemaPrefix: textAt(value, 'schema_prefix'),
    connections: textAt(value, 'connections'),
  };
}

function isTemplate(value: LocatedValue): boolean {
  return value.type === 'scalar' && value.text.includes('{{');
}

function textAt(value: LocatedValue, key: string): LocatedText | undefined {
  const at = entryOf(value, key)?.value;
  if (at?.type !== 'scalar' || at.value === null) return undefined;
  return { text: at.text, location: at.location };
}

function readDefault(
  value: LocatedValue,
  targets: Readonly<Record<string, TargetDeclaration>>,
  problems: Problems,
): DefaultTarget | undefined {
  if (value.type !== 'scalar') return undefined;
  const name = value.text;
  if (Object.hasOwn(targets, name)) return { name, location: value.location };
  return problems.error('config-unknown-target', `there is no target named "${name}"`, {
    location: value.location,
    hint: didYouMean(name, Object.keys(targets)) ?? 'declare it under targets:',
  });
}
