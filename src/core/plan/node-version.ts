import type { Json } from '../diagnostics/json.ts';
import type { Expectation } from '../expectation/expectation.ts';
import { historyJson } from '../expectation/history/history-rule.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { ModelNode } from '../manifest/node.ts';
import { isVolatile } from '../sql/volatile.ts';
import { hashOf, heldContent, type Version } from '../time/version.ts';
import { type Moment, momentAsked } from './moment.ts';

export interface VersionInputs {
  readonly node: ModelNode;
  readonly compiledSql: string;
  /** The SQL of its hooks: it may do things that are never the same twice, and still be the same. */
  readonly hooks: readonly string[];
  /** The versions at the same as_of of what the node reads; undefined where one has none. */
  readonly reads: ReadonlyMap<NodeId, Version | undefined>;
  /** Its own version at the as_of before, for nodes that carry state from one to the next. */
  readonly before: Version | undefined;
  readonly expectations: readonly Expectation[];
  /** The versions of what its expectations read beside the node. */
  readonly compared: ReadonlyMap<NodeId, Version | undefined>;
  /** Of the expectations that are files of their own: the template, its macros, what its vars hold. */
  readonly queries: readonly string[];
  /** The as_of and the time that its expectations are checked at. */
  readonly moment: Moment;
}

/** Settings that change neither the rows nor how they are kept. */
const IRRELEVANT = new Set(['meta', 'onEmpty', 'keepRestated', 'retain']);

/** The version of a model; undefined where nobody can say that its rows are still the same. */
export function modelVersion(inputs: VersionInputs): Version | undefined {
  const { node, compiledSql, hooks, reads, before, expectations, compared, queries, moment } =
    inputs;
  // what is built with volatile functions is never the same twice
  if (isVolatile(compiledSql)) return undefined;
  const contents = contentsOf(reads);
  const comparedContents = contentsOf(compared);
  if (contents === undefined || comparedContents === undefined) return undefined;
  // a manifest that comes from the cache has no keys for what is undefined
  const settings = Object.entries(node.config).filter(
    ([name, value]) => value !== undefined && !IRRELEVANT.has(name),
  );
  const content = hashOf([
    compiledSql,
    ...(hooks.length === 0 ? [] : [[...hooks]]),
    settings.map(([name, value]) => [name, withoutPlaces(value)]),
    columnsThatMatter(node),
    contents,
    isStateful(node) && before !== undefined ? heldContent(before) : null,
    ...quarantineOf(expectations, compared),
  ]);
  const gates = hashOf([
    expectations.map(declared),
    comparedContents,
    [...queries],
    ...momentAsked(expectations, queries, moment),
  ]);
  return { content, gates };
}

/** What moves rows decides which are written, so it is more than a gate. */
function quarantineOf(
  expectations: readonly Expectation[],
  compared: ReadonlyMap<NodeId, Version | undefined> = new Map(),
): readonly Json[] {
  const moving = expectations.filter((each) => each.quarantine !== undefined);
  if (moving.length === 0) return [];
  const reads = new Set(moving.flatMap((each) => Object.values(each.reads)));
  const asked = new Map([...compared].filter(([id]) => reads.has(id)));
  return [moving.map(declared), contentsOf(asked) ?? null];
}

/** A column that is only described changes no row; a contract counts it all the same. */
function columnsThatMatter({ columns, config }: ModelNode): Json {
  return columns
    .filter((column) => column.type !== undefined || config.hasContract)
    .map((column) => [column.name, column.type ?? null]);
}

/** Whether what a node holds depends on what it held before. */
export function isStateful({ config }: ModelNode): boolean {
  if (config.materialized === 'incremental') return true;
  return config.materialized === 'upsert' && config.onMissing !== 'delete';
}

function contentsOf(versions: ReadonlyMap<NodeId, Version | undefined>): Json | undefined {
  const entries: Json[] = [];
  for (const [id, version] of [...versions].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (version === undefined) return undefined;
    entries.push([id, heldContent(version)]);
  }
  return entries;
}

function declared({
  id,
  check,
  column,
  kwargs,
  where,
  groupBy,
  mostly,
  threshold,
  gate,
  limit,
  test,
  late,
  history,
  storesFailures,
}: Expectation): Json {
  return [
    id,
    check,
    column ?? null,
    kwargs,
    where ?? null,
    mostly,
    JSON.stringify(threshold),
    gate,
    ...(groupBy.length === 0 ? [] : [[...groupBy]]),
    ...(limit === undefined ? [] : [limit]),
    ...(test === undefined ? [] : [test.failCalc ?? null, test.fingerprint]),
    ...(late === undefined ? [] : [withoutPlaces(late)]),
    ...(history === undefined ? [] : [historyJson(history)]),
    ...(storesFailures ? ['store_failures'] : []),
  ];
}

/** Moving a setting to another line changes nothing. */
function withoutPlaces(value: unknown): Json {
  return JSON.parse(JSON.stringify(value, (key, each) => (key === 'location' ? undefined : each)));
}

/** The same for settings that decide whether files are loaded again. */
export function quarantineHash(
  expectations: readonly Expectation[],
): Readonly<Record<string, Json>> {
  const moving = quarantineOf(expectations);
  return moving.length === 0 ? {} : { quarantine: moving };
}

export interface SeedVersionInputs {
  readonly settingsHash: string;
  readonly files: readonly { readonly path: string; readonly contentHash: string }[];
  readonly expectations: readonly Expectation[];
  readonly queries: VersionInputs['queries'];
  readonly moment: VersionInputs['moment'];
}

/** The version of one unit of a seed. */
export function seedVersion({
  settingsHash,
  files,
  expectations,
  queries,
  moment,
}: SeedVersionInputs): Version {
  return {
    content: hashOf([settingsHash, files.map((file) => [file.path, file.contentHash])]),
    gates: hashOf([
      ...expectations.map(declared),
      ...queries,
      ...momentAsked(expectations, queries, moment),
    ]),
  };
}

/** The version of an expectation in SQL: what passed once need not be asked again. */
export function queryVersion(
  compiledSql: string,
  reads: ReadonlyMap<NodeId, Version | undefined>,
): Version | undefined {
  const contents = contentsOf(reads);
  if (contents === undefined || isVolatile(compiledSql)) return undefined;
  return { content: hashOf([compiledSql, contents]), gates: '' };
}
