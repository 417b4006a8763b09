import { Problems } from '../diagnostics/problems.ts';
import { startOf } from '../diagnostics/source-file.ts';
import { delimiterOf } from '../seed/csv/dialect.ts';
import type { SeedFile } from '../seed/seed-settings.ts';
import type { DeclaredColumn } from '../sql/declared-column.ts';
import { isDate } from '../time/month-end.ts';
import { layersOf } from './config-tree.ts';
import { treePath } from './file-pattern.ts';
import type { LocatedText } from './located-text.ts';
import type { Project, SeedDeclaration } from './project.ts';
import type { ResolvedSeed, SeedFields, SeedLayer } from './seed-fields.ts';
import type { YamlTemplates } from './yaml-templates.ts';

/** A seed and the files that are its own. */
export interface ClaimedSeed {
  readonly name: string;
  readonly declaration: SeedDeclaration | undefined;
  readonly matched: readonly MatchedFile[];
}

export interface MatchedFile {
  /** Below the seeds path. */
  readonly path: string;
  readonly captures: Readonly<Record<string, string | number>>;
}

export interface SeedContext {
  readonly project: Pick<Project, 'seedTree'>;
  /** The seeds path. */
  readonly root: string;
  readonly templates: YamlTemplates;
}

/** The settings of a seed, merged as those of models are, and the as_of of each of its files. */
export function resolveSeed(
  seed: ClaimedSeed,
  { project, root, templates }: SeedContext,
  problems: Problems,
): ResolvedSeed {
  const { name, declaration } = seed;
  const layers = [
    ...layersOf(project.seedTree, placeOf(seed)),
    ...(declaration === undefined ? [] : [declaration.settings]),
  ];
  const last = <Key extends keyof SeedLayer>(key: Key): SeedLayer[Key] | undefined =>
    layers.findLast((layer) => layer.values[key] !== undefined)?.values[key];
  const asOf = last('asOf');
  checkDialect(seed, layers, last, problems);
  const first = `${root}/${seed.matched[0]?.path ?? ''}`;
  return {
    name,
    description: declaration?.description,
    location: declaration?.location ?? startOf(first),
    file: declaration?.location.file ?? first,
    settings: {
      columns: mergeColumns(
        declaration?.columns ?? [],
        layers.flatMap((layer) => layer.values.columnTypes ?? []),
      ),
      uniqueKey: last('uniqueKey') ?? [],
      onBadRow: last('onBadRow') ?? 'error',
      maxRejects: last('maxRejects'),
      delimiter: last('delimiter'),
      quote: last('quote') ?? '"',
      escape: last('escape'),
      comment: last('comment'),
      hasHeader: last('hasHeader') ?? true,
      normalizesNames: last('normalizesNames') ?? false,
      encoding: last('encoding'),
      nullValues: last('nullValues') ?? [''],
      onExtraColumn: last('onExtraColumn'),
      onMissingColumn: last('onMissingColumn') ?? 'error',
      foreignKeys: declaration?.foreignKeys ?? [],
      notNull: declaration?.notNull ?? [],
    },
    files: dateFiles(seed.matched, asOf, { root, templates }, problems),
    isDated: asOf !== undefined,
    schema: last('schema'),
    alias: last('alias'),
    tags: [...new Set(layers.flatMap((layer) => layer.values.tags ?? []))],
    enabled: last('enabled') ?? true,
    meta: Object.assign({}, ...layers.map((layer) => layer.values.meta)),
  };
}

/** Characters that mean two things at once. */
function checkDialect(
  { name, matched }: ClaimedSeed,
  layers: readonly SeedFields[],
  last: <Key extends keyof SeedLayer>(key: Key) => SeedLayer[Key] | undefined,
  problems: Problems,
): void {
  const delimiters = new Set(
    matched.map(({ path }) => delimiterOf({ delimiter: last('delimiter') }, path)),
  );
  const roles = [
    ['delimiter', [...delimiters]],
    ['quote', [last('quote') ?? '"']],
    ['escape', [last('escape')]],
    ['comment', [last('comment')]],
  ] as const;
  for (const [at, [role, characters]] of roles.entries()) {
    const before = roles
      .slice(0, at)
      .filter(([other]) => !(role === 'escape' && other === 'quote'));
    for (const character of characters) {
      if (character === undefined || character === '') continue;
      const other = before.find(([, each]) => each.some((one) => one === character));
      if (other === undefined) continue;
      const shown = character === '\t' ? 'a tab' : character;
      const located = [role, other[0]].flatMap(
        (each) => layers.findLast((layer) => layer.locations[each])?.locations[each] ?? [],
      );
      problems.error(
        'config-value',
        `"${role}" of the seed "${name}" must differ from its "${other[0]}", ${shown}`,
        { location: located[0] },
      );
    }
  }
}

function placeOf({ name, declaration, matched }: ClaimedSeed): string {
  const only = matched[0]?.path;
  if (declaration?.files !== undefined) return treePath(declaration.files.text, name);
  return only ?? name;
}

/** dbt's `column_types` give the types that `columns` leave out, and further columns. */
function mergeColumns(
  declared: readonly DeclaredColumn[],
  typed: readonly DeclaredColumn[],
): readonly DeclaredColumn[] {
  const types = new Map(typed.map((column) => [column.name, column]));
  const known = new Set(declared.map((column) => column.name));
  return [
    ...declared.map((column) => ({ ...column, type: column.type ?? types.get(column.name)?.type })),
    ...[...types.values()].filter((column) => !known.has(column.name)),
  ];
}

/** The first file whose as_of cannot be told is reported; the others mostly fail for its reason. */
function dateFiles(
  matched: readonly MatchedFile[],
  asOf: LocatedText | undefined,
  { root, templates }: Pick<SeedContext, 'root' | 'templates'>,
  problems: Problems,
): readonly SeedFile[] {
  const found = new Problems();
  const files = matched.map(({ path, captures }) => ({
    path: `${root}/${path}`,
    asOf:
      asOf && found.errorCount === 0
        ? asOfOf(asOf, `${root}/${path}`, captures, templates, found)
        : undefined,
    captures,
  }));
  for (const each of found.all) problems.add(each);
  return files.sort((a, b) => compare(a.asOf ?? '', b.asOf ?? '') || compare(a.path, b.path));
}

function asOfOf(
  asOf: LocatedText,
  path: string,
  captures: MatchedFile['captures'],
  templates: YamlTemplates,
  problems: Problems,
): string | undefined {
  const text = asOf.text.includes('{{')
    ? templates.renderText(asOf, captures, problems)
    : asOf.text;
  if (text === undefined || isDate(text)) return text;
  return problems.error('config-value', `the as_of of ${path} must be a date, not "${text}"`, {
    location: asOf.location,
    hint: `write it like 2024-01-31, or "{{ month_end('2024-01-31', month) }}"`,
  });
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
