import { startOf } from '../diagnostics/source-file.ts';
import { nodeId } from '../graph/node-id.ts';
import type { Project, SourceDeclaration } from '../project/project.ts';
import type { ResolvedSeed } from '../project/seed-fields.ts';
import type { Target } from '../project/target.ts';
import type { Relation } from '../sql/relation.ts';
import type { ExpectationNode, ModelNode, SeedNode, SourceNode } from './node.ts';
import type { QuerySettings } from './query-settings.ts';
import type { ModelDraft, SqlDraft } from './sql-drafts.ts';

function relationIn(target: Target, schema: string | undefined, name: string): Relation {
  return { schema: target.schemaPrefix + (schema ?? target.schema), name };
}

export function seedNode(project: Project, seed: ResolvedSeed, target: Target): SeedNode {
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

export function sourceNode(project: Project, source: SourceDeclaration): SourceNode {
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

/** Not linked yet: what it reads, and how it stands to time, is found out later. */
export function modelNode(
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
    keyLocation: resolved.locations['unique_key'],
    columns,
  };
}

/** Not linked yet. */
export function expectationNode(
  project: Project,
  { file, name }: SqlDraft,
  settings: QuerySettings,
): ExpectationNode {
  return {
    kind: 'expectation',
    id: nodeId('expectation', project.name, name),
    name,
    description: settings.description,
    tags: settings.tags,
    meta: settings.meta,
    file: file.path,
    location: startOf(file.path),
    reads: [],
    parents: [],
    threshold: settings.threshold,
    limit: settings.limit,
    sample: settings.sample,
    failCalc: settings.failCalc,
    storesFailures: settings.storesFailures,
    gates: undefined,
  };
}
