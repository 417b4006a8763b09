import { Problems } from '../../src/core/diagnostics/problems.ts';
import { type NodeId, type NodeKind, nodeId } from '../../src/core/graph/node-id.ts';
import { buildManifest } from '../../src/core/manifest/build-manifest.ts';
import type { Manifest } from '../../src/core/manifest/manifest.ts';
import type { ModelNode, Node } from '../../src/core/manifest/node.ts';
import type { RunFacts } from '../../src/core/manifest/template-globals.ts';
import { parseProject } from '../../src/core/project/parse-project.ts';
import type { ProjectFiles } from '../../src/core/project/project-files.ts';
import type { Target } from '../../src/core/project/target.ts';
import { lines, type ProjectTexts, project } from './project.ts';

export interface ManifestSetting {
  readonly asOf?: string;
  readonly schemaPrefix?: string;
  readonly vars?: RunFacts['vars']['given'];
}

export interface MadeManifest {
  readonly files: ProjectFiles;
  readonly facts: RunFacts;
  readonly manifest: Manifest;
  /** All that is wrong, in the concise form. */
  readonly lines: readonly string[];
  readonly problems: Problems;
}

/** The manifest of a project from texts, with all that is wrong with it. */
export function makeManifest(
  texts: ProjectTexts,
  { asOf, schemaPrefix = '', vars = {} }: ManifestSetting = {},
): MadeManifest {
  const problems = new Problems();
  const files = project(texts);
  const parsed = parseProject(files, problems);
  if (parsed === undefined) throw new Error(lines(problems).join('\n'));
  const target: Target = {
    name: 'dev',
    schema: 'public',
    schemaPrefix,
    connections: 4,
    connection: { type: 'embedded' },
  };
  const facts: RunFacts = {
    vars: { declarations: parsed.vars, given: vars },
    environment: {},
    target,
    runStartedAt: '2024-02-01T12:00:00.000Z',
    invocationId: '7f9c2b1e-0000-4000-8000-000000000000',
  };
  const manifest = buildManifest(parsed, files, { facts, target, asOf }, problems);
  return { files, facts, manifest, lines: lines(problems), problems };
}

/** The manifest of a project that must be sound. */
export function soundManifest(texts: ProjectTexts, setting: ManifestSetting = {}): MadeManifest {
  const made = makeManifest(texts, setting);
  if (made.lines.length > 0) throw new Error(made.lines.join('\n'));
  return made;
}

/** `model.shop.orders` of `model.orders`. */
export function idOf(short: string): NodeId {
  const [kind = '', ...name] = short.split('.');
  if (!isKind(kind)) throw new Error(`${short} begins with no kind of node`);
  return nodeId(kind, 'shop', name.join('.'));
}

function isKind(text: string): text is NodeKind {
  return ['seed', 'source', 'model', 'expectation'].includes(text);
}

export function nodeOf({ manifest }: Pick<MadeManifest, 'manifest'>, short: string): Node {
  const node = manifest.nodes[idOf(short)];
  if (node === undefined) throw new Error(`there is no ${short}`);
  return node;
}

export function modelOf(made: Pick<MadeManifest, 'manifest'>, name: string): ModelNode {
  const node = nodeOf(made, `model.${name}`);
  if (node.kind !== 'model') throw new Error(`${name} is no model`);
  return node;
}

/** `seed.raw_orders` of `seed.shop.raw_orders`. */
export function short(id: string): string {
  return id.replace('.shop.', '.');
}
