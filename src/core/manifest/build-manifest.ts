import type { Problems } from '../diagnostics/problems.ts';
import { type Location, startOf } from '../diagnostics/source-file.ts';
import type { NodeId } from '../graph/node-id.ts';
import { claimSeedFiles } from '../project/claim-seed-files.ts';
import { declaredAt } from '../project/declared-at.ts';
import type { Project } from '../project/project.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { testSettingsAt } from '../project/read-test-settings.ts';
import type { ResolvedSeed } from '../project/seed-fields.ts';
import type { Target } from '../project/target.ts';
import { createMacroLibrary } from '../template/macro-library.ts';
import { checkCycles } from './check-cycles.ts';
import { checkNames } from './check-names.ts';
import { checkQuarantine } from './check-quarantine.ts';
import { checkTimes } from './check-times.ts';
import type { ReadCall } from './discover-calls.ts';
import { linkModel, linkQuery, linkSeed } from './link-nodes.ts';
import { expectationNode, modelNode, seedNode, sourceNode } from './make-nodes.ts';
import { graphOf, type Manifest } from './manifest.ts';
import { manifestExpectations } from './manifest-expectations.ts';
import type { Node } from './node.ts';
import { querySettings } from './query-settings.ts';
import { createResolver, type Resolver } from './resolve-name.ts';
import { withTemporality } from './settle-temporality.ts';
import { type ModelDraft, modelDrafts, parseAll, sqlDrafts } from './sql-drafts.ts';
import { knownNames, type RunFacts } from './template-globals.ts';

export interface ManifestOptions {
  readonly facts: RunFacts;
  readonly target: Target;
  readonly asOf: string | undefined;
}

/** All nodes of the project, with their names resolved; every mistake is added to `problems`. */
export function buildManifest(
  project: Project,
  files: ProjectFiles,
  { facts, target, asOf }: ManifestOptions,
  problems: Problems,
): Manifest {
  const macros = createMacroLibrary(parseAll(files.macros, problems), problems);
  const context = { macros, facts, asOf, names: knownNames(facts, macros) };
  const seeds = claimSeedFiles(project, files, problems);
  const models = modelDrafts(project, files, context, problems);
  const queries = sqlDrafts(files.expectationQueries, context, problems);
  const callsOf = new Map([...models, ...queries].map((draft) => [draft.file.path, draft.calls]));

  const made: Node[] = [
    ...seeds.filter((seed) => seed.enabled).map((seed) => seedNode(project, seed, target)),
    ...project.sources.filter((each) => each.enabled).map((each) => sourceNode(project, each)),
    ...models
      .filter((each) => each.resolved.enabled)
      .map((each) => modelNode(project, each, target)),
  ];
  const madeQueries = queries.flatMap((query) => {
    const path = declaredAt(files.paths, query.file.path);
    const settings = querySettings(query, testSettingsAt(project.testTree, path), problems);
    return settings.enabled ? [expectationNode(project, query, settings)] : [];
  });
  checkNames([...made, ...madeQueries], problems);

  const disabled = disabledNames(seeds, models);
  const resolver = createResolver(made, disabled);
  const readsOf = (node: Node) => callsOf.get(node.file)?.reads ?? [];
  const parameters = { vars: facts.vars, asOf, startedAt: facts.runStartedAt };
  const { expectations, gates, readsClock } = manifestExpectations(
    project,
    made,
    { context, resolver, paths: files.paths, parameters },
    problems,
  );
  const linked = made.map((node) => {
    const edged = linkNode(node, readsOf(node), resolver, problems);
    return { ...edged, parents: [...edged.parents, ...(gates.get(node.id) ?? [])] };
  });
  const asked = madeQueries.map((query) =>
    linkQuery(query, readsOf(query), { resolver, nodes: made }, problems),
  );

  const nodes: Record<NodeId, Node> = Object.fromEntries(
    [...linked, ...asked].map((node) => [node.id, node]),
  );
  const manifest = { projectName: project.name, nodes, expectations, disabled, readsClock };
  const graph = graphOf(manifest);
  checkCycles(nodes, graph, problems);
  const settled = withTemporality(nodes, graph, callsOf, resolver);
  // what cannot be read may be dated, or not
  if (![...models, ...queries].some(({ isBroken }) => isBroken)) {
    checkQuarantine(expectations, settled, problems);
    checkTimes({ nodes: settled, callsOf, resolver }, problems);
  }
  return { ...manifest, nodes: settled };
}

function linkNode(
  node: Node,
  reads: readonly ReadCall[],
  resolver: Resolver,
  problems: Problems,
): Node {
  if (node.kind === 'model') return linkModel(node, reads, resolver, problems);
  return node.kind === 'seed' ? linkSeed(node, resolver, problems) : node;
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
