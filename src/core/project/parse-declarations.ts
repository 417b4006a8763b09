import { entryOf, type LocatedValue, valueAt } from '../diagnostics/located-value.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { SourceFile } from '../diagnostics/source-file.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import * as define from './definitions/declarations.ts';
import { listed, listedOrNone } from './definitions/texts.ts';
import { NO_MODEL_SETTINGS } from './model-settings.ts';
import { parseYaml } from './parse-yaml.ts';
import type {
  ExpectationDeclaration,
  ExpectationSubject,
  ModelDeclaration,
  SeedDeclaration,
  SourceDeclaration,
} from './project.ts';
import { blocksAt, type ReadChecks, readBlock } from './read-checks.ts';
import { type ReadColumns, readColumns } from './read-columns.ts';
import { readConstraints } from './read-constraints.ts';
import { toModelSettings } from './read-model-settings.ts';
import { readSeedConstraints } from './read-seed-constraints.ts';
import { toSeedFields } from './read-seed-settings.ts';
import { validate } from './validate.ts';
import type { YamlTemplates } from './yaml-templates.ts';

/** What one YAML file below models/, seeds/ or expectations/ declares. */
export interface Declarations {
  readonly models: readonly ModelDeclaration[];
  readonly seeds: readonly SeedDeclaration[];
  readonly sources: readonly SourceDeclaration[];
  readonly expectations: readonly ExpectationDeclaration[];
}

interface Gathered extends Declarations {
  readonly models: ModelDeclaration[];
  readonly seeds: SeedDeclaration[];
  readonly sources: SourceDeclaration[];
  readonly expectations: ExpectationDeclaration[];
}

const KEYS = ['models', 'seeds', 'sources', 'expectations'] as const;
/** dbt's files begin with a version, and some keep anchors for their aliases. */
const IGNORED = new Set(['version', 'anchors']);

export function parseDeclarations(
  source: SourceFile,
  templates: YamlTemplates,
  problems: Problems,
): Declarations {
  const found: Gathered = { models: [], seeds: [], sources: [], expectations: [] };
  const value = parseYaml(source, problems);
  if (value === undefined) return found;
  if (value.type !== 'map') {
    problems.error('config-value', 'a YAML file of the project must be a map', {
      location: value.location,
      hint: `begin it with ${KEYS.map((key) => `${key}:`).join(', ')}`,
    });
    return found;
  }
  const mayRender = source.text.includes('{{');
  for (const { key, keyLocation, value: list } of value.entries) {
    if (IGNORED.has(key)) continue;
    const known = KEYS.find((each) => each === key);
    if (known === undefined) {
      problems.error('config-unknown-key', `"${key}" is not a key of a YAML file of the project`, {
        location: keyLocation,
        hint: didYouMean(key, KEYS),
      });
      continue;
    }
    for (const item of itemsOf(key, list, problems)) {
      const rendered =
        mayRender && known !== 'expectations' ? templates.render(item, problems) : item;
      PARSERS[known](rendered, found, problems);
    }
  }
  return found;
}

function itemsOf(key: string, list: LocatedValue, problems: Problems): readonly LocatedValue[] {
  if (list.type === 'list') return list.items;
  if (list.type === 'scalar' && list.value === null) return [];
  problems.error('config-value', `"${key}" must be a list`, {
    location: list.location,
    hint: `begin each of its items with "- "`,
  });
  return [];
}

type Parser = (item: LocatedValue, found: Gathered, problems: Problems) => void;

const PARSERS: Readonly<Record<(typeof KEYS)[number], Parser>> = {
  models: parseModel,
  seeds: parseSeed,
  sources: parseSource,
  expectations: parseExpectation,
};

/** Settings of a model stand in their own map, as in dbt. */
const MODEL_SETTINGS_PLACE: Readonly<Record<string, string>> = Object.fromEntries(
  Object.keys(define.model.shape.config.unwrap().shape)
    .filter((key) => !Object.hasOwn(define.model.shape, key))
    .map((key) => [key, 'write it under config:']),
);

function parseModel(item: LocatedValue, found: Gathered, problems: Problems): void {
  const subject = { what: 'a model', elsewhere: MODEL_SETTINGS_PLACE };
  const yaml = validate(define.model, item, subject, problems);
  if (yaml === undefined) return;
  const { location } = valueAt(item, ['name']);
  const columns = readColumns(yaml.columns, entryOf(item, 'columns')?.value, problems);
  const config = entryOf(item, 'config')?.value;
  const settings =
    (yaml.config && config && toModelSettings(yaml.config, config)) ?? NO_MODEL_SETTINGS;
  const constraints = [
    ...(settings.values.constraints ?? []),
    ...readConstraints(yaml.constraints ?? [], item, ['constraints']),
    ...columns.constraints,
  ];
  found.models.push({
    name: yaml.name,
    location,
    description: yaml.description,
    columns: columns.columns,
    settings:
      constraints.length === 0
        ? settings
        : { ...settings, values: { ...settings.values, constraints } },
  });
  addChecks({ kind: 'model', name: yaml.name, location }, item, columns, found);
}

function parseSeed(item: LocatedValue, found: Gathered, problems: Problems): void {
  const yaml = validate(define.seed, item, { what: 'a seed' }, problems);
  if (yaml === undefined) return;
  const { location } = valueAt(item, ['name']);
  const columns = readColumns(yaml.columns, entryOf(item, 'columns')?.value, problems);
  const { name: _, description, files, columns: __, constraints, config, ...own } = yaml;
  const inner = entryOf(item, 'config')?.value;
  const outerFields = toSeedFields(own, item);
  const innerFields = config && inner && toSeedFields(config, inner);
  const fileText = entryOf(item, 'files')?.value;
  found.seeds.push({
    name: yaml.name,
    location,
    description,
    files:
      files === undefined || fileText === undefined
        ? undefined
        : { text: files, location: fileText.location },
    columns: columns.columns,
    ...readSeedConstraints(
      [...columns.constraints, ...readConstraints(constraints ?? [], item, ['constraints'])],
      { name: yaml.name, location },
      problems,
    ),
    settings:
      innerFields === undefined
        ? outerFields
        : {
            values: { ...outerFields.values, ...defined(innerFields.values) },
            locations: { ...outerFields.locations, ...innerFields.locations },
          },
  });
  addChecks({ kind: 'seed', name: yaml.name, location }, item, columns, found);
}

function defined<T extends object>(values: T): Partial<T> {
  const copy = { ...values };
  for (const key in copy) if (copy[key] === undefined) delete copy[key];
  return copy;
}

function parseSource(item: LocatedValue, found: Gathered, problems: Problems): void {
  const yaml = validate(define.source, item, { what: 'a source' }, problems);
  if (yaml === undefined) return;
  for (const [at, table] of yaml.tables.entries()) {
    const value = valueAt(item, ['tables', at]);
    const name = `${yaml.name}.${table.name}`;
    const { location } = valueAt(value, ['name']);
    const columns = readColumns(table.columns, entryOf(value, 'columns')?.value, problems);
    found.sources.push({
      name,
      sourceName: yaml.name,
      tableName: table.name,
      schema: yaml.schema ?? yaml.name,
      identifier: table.identifier ?? table.name,
      location,
      description: table.description ?? yaml.description,
      enabled: (yaml.enabled ?? true) && (table.enabled ?? true),
      tags: [...(listedOrNone(yaml.tags) ?? []), ...(listedOrNone(table.tags) ?? [])],
      meta: { ...yaml.meta, ...table.meta },
      asOfColumn: table.as_of_column ?? yaml.as_of_column,
      columns: columns.columns,
    });
    addChecks({ kind: 'source', name, location }, value, columns, found);
  }
}

function addChecks(
  subject: ExpectationSubject,
  value: LocatedValue,
  columns: ReadColumns,
  found: Gathered,
): void {
  for (const spelling of ['asof', 'dbt'] as const) {
    const blocks = blocksAt(value, spelling);
    const checks = { ...blocks, columns: [...columns.checks[spelling], ...blocks.columns] };
    if (isEmpty(checks)) continue;
    found.expectations.push({
      subjects: [subject],
      spelling,
      ...checks,
      location: subject.location,
    });
  }
}

function isEmpty({ table, columns, rows }: ReadChecks): boolean {
  return table.length + columns.length + rows.length === 0;
}

function parseExpectation(item: LocatedValue, found: Gathered, problems: Problems): void {
  const yaml = validate(define.expectation, item, { what: 'an expectation' }, problems);
  if (yaml === undefined) return;
  const subjects = (['model', 'seed', 'source'] as const).flatMap((kind) =>
    subjectsOf(kind, yaml[kind], entryOf(item, kind)?.value),
  );
  if (subjects.length === 0) {
    problems.error('config-missing-key', 'an expectation needs "model", "seed" or "source"', {
      location: item.location,
      hint: 'say what it is about',
    });
    return;
  }
  found.expectations.push({
    subjects,
    spelling: 'asof',
    ...readBlock(item),
    location: item.location,
  });
}

function subjectsOf(
  kind: ExpectationSubject['kind'],
  names: string | readonly string[] | undefined,
  value: LocatedValue | undefined,
): readonly ExpectationSubject[] {
  if (names === undefined || value === undefined) return [];
  return listed(names).map((name, at) => ({ kind, name, location: valueAt(value, [at]).location }));
}
