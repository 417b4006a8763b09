import { DiagnosticError } from '../diagnostics/diagnostic.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { type Location, type SourceFile, startOf } from '../diagnostics/source-file.ts';
import { type Graph, topologicalOrder } from '../graph/graph.ts';
import { type NodeId, nodeId } from '../graph/node-id.ts';
import { claimSeedFiles } from '../project/claim-seed-files.ts';
import type { ResolvedModel } from '../project/model-settings.ts';
import type { Project, SourceDeclaration } from '../project/project.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { resolveModelConfig } from '../project/resolve-model-config.ts';
import type { ResolvedSeed } from '../project/seed-fields.ts';
import type { Target } from '../project/target.ts';
import { formatRelation, type Relation } from '../sql/relation.ts';
import { createMacroLibrary, type MacroLibrary } from '../template/macro-library.ts';
import { parseTemplate, type Template } from '../template/parse-template.ts';
import { checkCycles } from './check-cycles.ts';
import { type DiscoveredCalls, discoverCalls, type ReadCall } from './discover-calls.ts';
import { graphOf, type Manifest } from './manifest.ts';
import { manifestExpectations } from './manifest-expectations.ts';
import type { Edge, ExpectationNode, ModelNode, Node, SeedNode, SourceNode } from './node.ts';
import { createResolver, type Resolver } from './resolve-name.ts';
import type { RunFacts } from './template-globals.ts';
import { temporalityOf } from './temporality.ts';

export interface ManifestOptions {
  readonly facts: RunFacts;
  readonly target: Target;
  readonly asOf: string | undefined;
}

/** A file of SQL once its calls are known, before its names are resolved. */
interface Draft {
  readonly file: SourceFile;
  readonly name: string;
  readonly calls: DiscoveredCalls;
}

interface ModelDraft extends Draft {
  readonly resolved: ResolvedModel;
  readonly columns: ModelNode['columns'];
  readonly description: string | undefined;
}

/** All nodes of the project, with their names resolved; every mistake is added to `problems`. */
export function buildManifest(
  project: Project,
  files: ProjectFiles,
  options: ManifestOptions,
  problems: Problems,
): Manifest {
  const macros = createMacroLibrary(parseAll(files.macros, problems), problems);
  const seeds = claimSeedFiles(project, files, problems);
  const models = modelDrafts(project, files, macros, options, problems);
  const disabled = disabledNames(seeds, models);
  const drafts: Node[] = [
    ...seeds.filter((seed) => seed.enabled).map((seed) => seedNode(project, seed, options.target)),
    ...project.sources
      .filter((source) => source.enabled)
      .map((source) => sourceNode(project, source)),
    ...models
      .filter((model) => model.resolved.enabled)
      .map((model) => modelNode(project, model, options.target)),
  ];
  checkNames(drafts, problems);
  const resolver = createResolver(drafts, disabled);
  const callsOf = new Map(models.map((model) => [model.file.path, model.calls]));
  const linked = drafts.map((node) =>
    node.kind === 'model'
      ? linkModel(node, callsOf.get(node.file)?.reads ?? [], resolver, problems)
      : node,
  );
  const queries = expectationNodes(project, files, macros, options, resolver, problems);
  const { expectations, gates } = manifestExpectations(project.expectations, linked, problems);
  const gated = linked.map((node) => ({
    ...node,
    parents: [...node.parents, ...(gates.get(node.id) ?? [])],
  }));
  const nodes: Record<NodeId, Node> = Object.fromEntries(
    [...gated, ...queries.map((query) => withGate(query, linked))].map((node) => [node.id, node]),
  );
  const manifest = { projectName: project.name, nodes, expectations, disabled };
  const graph = graphOf(manifest);
  checkCycles(nodes, graph, problems);
  return { ...manifest, nodes: withTemporality(nodes, graph, callsOf, resolver) };
}

function parseAll(sources: readonly SourceFile[], problems: Problems): readonly Template[] {
  return sources.flatMap((source) => parseTemplate(source, problems) ?? []);
}

function modelDrafts(
  project: Project,
  files: ProjectFiles,
  macros: MacroLibrary,
  options: ManifestOptions,
  problems: Problems,
): readonly ModelDraft[] {
  const declarations = new Map(project.models.map((model) => [model.name, model]));
  return sqlDrafts(files.models, macros, options, problems).map((draft): ModelDraft => {
    const declaration = declarations.get(draft.name);
    const resolved = resolveModelConfig(
      project,
      {
        path: draft.file.path.slice(files.paths.models.length + 1),
        name: draft.name,
        declaration,
        call: draft.calls.config,
      },
      problems,
    );
    const { description, columns = [] } = declaration ?? {};
    return { ...draft, resolved, columns, description };
  });
}

function sqlDrafts(
  sources: readonly SourceFile[],
  macros: MacroLibrary,
  { facts, asOf }: ManifestOptions,
  problems: Problems,
): readonly Draft[] {
  return parseAll(sources, problems).flatMap((template) => {
    try {
      const calls = discoverCalls(template, macros, facts, asOf);
      return [{ file: template.source, name: nameOf(template.source.path), calls }];
    } catch (error) {
      addAll(error, problems);
      return [];
    }
  });
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.sql$/, '');
}

function addAll(error: unknown, problems: Problems): void {
  if (!(error instanceof DiagnosticError)) throw error;
  for (const each of error.diagnostics) problems.add(each);
}

function disabledNames(
  seeds: readonly ResolvedSeed[],
  models: readonly ModelDraft[],
): Readonly<Record<string, Location>> {
  return Object.fromEntries([
    ...seeds.filter((seed) => !seed.enabled).map((seed) => [seed.name, seed.location]),
    ...models
      .filter((model) => !model.resolved.enabled)
      .map((model) => [model.name, startOf(model.file.path)]),
  ]);
}

function relationIn(target: Target, schema: string | undefined, name: string): Relation {
  return { schema: target.schemaPrefix + (schema ?? target.schema), name };
}

function seedNode(project: Project, seed: ResolvedSeed, target: Target): SeedNode {
  return {
    kind: 'seed',
    id: nodeId('seed', project.name, seed.name),
    name: seed.name,
    description: seed.description,
    tags: seed.tags,
    meta: seed.meta,
    file: seed.file,
    location: seed.location,
    reads: [],
    parents: [],
    relation: relationIn(target, seed.schema, seed.alias ?? seed.name),
    temporality: seed.isDated ? 'dated' : 'timeless',
    settings: seed.settings,
    files: seed.files,
  };
}

function sourceNode(project: Project, source: SourceDeclaration): SourceNode {
  return {
    kind: 'source',
    id: nodeId('source', project.name, source.name),
    name: source.name,
    description: source.description,
    tags: source.tags,
    meta: source.meta,
    file: source.location.file,
    location: source.location,
    reads: [],
    parents: [],
    relation: { schema: source.schema, name: source.identifier },
    temporality: source.asOfColumn === undefined ? 'timeless' : 'dated',
    asOfColumn: source.asOfColumn,
    columns: source.columns,
  };
}

function modelNode(
  project: Project,
  { file, name, resolved, columns, description }: ModelDraft,
  target: Target,
): ModelNode {
  const { config } = resolved;
  return {
    kind: 'model',
    id: nodeId('model', project.name, name),
    name,
    description,
    tags: resolved.tags,
    meta: config.meta,
    file: file.path,
    location: startOf(file.path),
    reads: [],
    parents: [],
    relation:
      config.materialized === 'ephemeral'
        ? undefined
        : relationIn(target, resolved.schema, resolved.alias ?? name),
    temporality: 'timeless',
    config,
    columns,
  };
}

/** Reports two nodes of one name, and two nodes that would be one relation. */
function checkNames(nodes: readonly Node[], problems: Problems): void {
  const names = new Map<string, Node>();
  const relations = new Map<string, Node>();
  for (const node of nodes) {
    const other = names.get(node.name);
    if (other !== undefined) {
      problems.error('node-duplicate', `there are two nodes named "${node.name}"`, {
        location: node.location,
        notes: [{ message: `the other, a ${other.kind}, is here`, location: other.location }],
        hint: 'rename one of the files',
      });
    }
    names.set(node.name, node);
    if (node.kind === 'expectation' || node.kind === 'source' || node.relation === undefined)
      continue;
    const relation = formatRelation(node.relation);
    const owner = relations.get(relation);
    if (owner !== undefined && owner.name !== node.name) {
      problems.error(
        'relation-duplicate',
        `"${node.name}" and "${owner.name}" would both be "${relation}"`,
        {
          location: node.location,
          notes: [{ message: `"${owner.name}" is here`, location: owner.location }],
          hint: 'give one of them another schema or alias',
        },
      );
    }
    relations.set(relation, node);
  }
}

function linkModel(
  node: ModelNode,
  calls: readonly ReadCall[],
  resolver: Resolver,
  problems: Problems,
): ModelNode {
  const edges = readEdges(calls, resolver, problems);
  const foreignKeys = node.config.constraints.flatMap((constraint): Edge[] => {
    if (constraint.type !== 'foreign_key') return [];
    const to = attempt(() => resolver.ref(constraint.to, constraint.location), problems);
    return to === undefined || to.id === node.id
      ? []
      : [{ to: to.id, why: 'foreign-key', location: constraint.location }];
  });
  return {
    ...node,
    reads: [...new Set(edges.map((edge) => edge.to))],
    parents: [...edges, ...foreignKeys],
  };
}

function readEdges(
  calls: readonly ReadCall[],
  resolver: Resolver,
  problems: Problems,
): readonly Edge[] {
  return calls.flatMap((call): Edge[] => {
    const found = attempt(() => resolveRead(call, resolver), problems);
    return found === undefined ? [] : [{ to: found.id, why: 'ref', location: call.location }];
  });
}

function resolveRead({ name, source, location }: ReadCall, resolver: Resolver): Node {
  return source === undefined
    ? resolver.ref(name, location)
    : resolver.source(source[0], source[1], location);
}

function attempt<T>(work: () => T, problems: Problems): T | undefined {
  try {
    return work();
  } catch (error) {
    addAll(error, problems);
    return undefined;
  }
}

/** The expectations that are SQL files; those that read one node only are gates of that node. */
function expectationNodes(
  project: Project,
  files: ProjectFiles,
  macros: MacroLibrary,
  options: ManifestOptions,
  resolver: Resolver,
  problems: Problems,
): readonly ExpectationNode[] {
  return sqlDrafts(files.expectationQueries, macros, options, problems).map(
    ({ file, name, calls }) => {
      const edges = readEdges(calls.reads, resolver, problems);
      const severity = calls.config?.values['severity'];
      return {
        kind: 'expectation',
        id: nodeId('expectation', project.name, name),
        name,
        description: undefined,
        tags: [],
        meta: {},
        file: file.path,
        location: startOf(file.path),
        reads: [...new Set(edges.map((edge) => edge.to))],
        parents: edges,
        severity: severity === 'warn' ? 'warn' : 'error',
        gates: undefined,
      };
    },
  );
}

/** A query about one node that is built is a gate of it; others come after all that they read. */
function withGate(query: ExpectationNode, nodes: readonly Node[]): ExpectationNode {
  const [only, ...others] = query.reads;
  const node = nodes.find((each) => each.id === only);
  const isBuilt = node?.kind === 'seed' || (node?.kind === 'model' && node.relation !== undefined);
  return others.length === 0 && isBuilt ? { ...query, gates: only } : query;
}

function withTemporality(
  nodes: Readonly<Record<NodeId, Node>>,
  graph: Graph<NodeId>,
  callsOf: ReadonlyMap<string, DiscoveredCalls>,
  resolver: Resolver,
): Readonly<Record<NodeId, Node>> {
  const settled: Record<NodeId, Node> = { ...nodes };
  for (const id of topologicalOrder(graph)) {
    const node = settled[id];
    if (node?.kind !== 'model') continue;
    const calls = callsOf.get(node.file);
    const inputs = (calls?.reads ?? []).flatMap((call) => {
      const input = settled[tryResolve(call, resolver) ?? id];
      if (input === undefined || input.kind === 'expectation' || input.id === id) return [];
      return [{ temporality: input.temporality, isOwnAsOf: call.isOwnAsOf }];
    });
    const { materialized, asOfColumn } = node.config;
    const temporality = temporalityOf({
      materialized,
      asOfColumn,
      usesAsOf: calls?.usesAsOf ?? false,
      inputs,
    });
    settled[id] = { ...node, temporality };
  }
  return settled;
}

function tryResolve(call: ReadCall, resolver: Resolver): NodeId | undefined {
  try {
    return resolveRead(call, resolver).id;
  } catch {
    return undefined;
  }
}
