import type { NodeId } from '../graph/node-id.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ModelNode, Node } from '../manifest/node.ts';
import type { Relation } from '../sql/relation.ts';
import { shortenName } from '../sql/shorten-name.ts';
import type { Plan, Task } from './plan.ts';

/**
 * A full refresh of live tables is a replay: they are built in a shadow from their first as_of on,
 * as_of by as_of, as if for the first time, and take the place of what there is at the end.
 */
export interface Replay {
  /** Where the live tables stand when it is over: they never go back. */
  readonly lastAsOf: string;
  /** What is shadowed, and where. */
  readonly shadows: ReadonlyMap<NodeId, Relation>;
}

/** The models of a plan that a full refresh replays: live tables that it may touch. */
export function replayedModels(plan: Plan, { nodes }: Manifest): readonly ModelNode[] {
  if (!plan.isFullRefresh || plan.asOf === undefined) return [];
  return modelsOf(plan, nodes).filter(
    ({ temporality, config }) =>
      temporality === 'current' && config.materialized !== 'view' && config.fullRefresh,
  );
}

/** The as_ofs to replay: those that the inputs hold on disk, up to where the live tables are to stand. */
export function replayedAsOfs(
  plan: Plan,
  models: readonly ModelNode[],
  lastAsOf: string,
): readonly string[] {
  const ids = new Set<NodeId>(models.map((model) => model.id));
  const held = Object.values(plan.tasks).flatMap((task) =>
    task.type === 'model' && ids.has(task.node) ? task.heldAsOfs : [],
  );
  return [...new Set([...held.filter((asOf) => asOf <= lastAsOf), lastAsOf])].sort();
}

/** The manifest with the relations of a plan's models in schemas of their own. */
export function shadowManifest(
  manifest: Manifest,
  plan: Plan,
  prefix: string,
): { readonly manifest: Manifest; readonly shadows: ReadonlyMap<NodeId, Relation> } {
  const shadows = new Map<NodeId, Relation>();
  const nodes: Record<NodeId, Node> = { ...manifest.nodes };
  for (const model of modelsOf(plan, manifest.nodes)) {
    // what a full refresh must not touch is read where it is
    if (model.relation === undefined || isProtected(model)) continue;
    const schema = shortenName(prefix + model.relation.schema);
    const relation = { schema, name: model.relation.name };
    shadows.set(model.id, relation);
    nodes[model.id] = { ...model, relation };
  }
  return { manifest: { ...manifest, nodes }, shadows };
}

function isProtected({ temporality, config }: ModelNode): boolean {
  return temporality === 'current' && !config.fullRefresh;
}

/** One step in the shadow: the plan's models at an as_of, built as any build does. */
export function shadowPlan(plan: Plan, shadows: Replay['shadows'], asOf: string): Plan {
  const tasks = tasksWhere(plan, (task) => task.type === 'model' && shadows.has(task.node));
  return {
    ...plan,
    ...tasks,
    command: 'models',
    asOf,
    isFullRefresh: false,
    restateReason: undefined,
  };
}

/** One step outside of it: what was taken in the shadow at an as_of is held against what is sealed. */
export function replayPlan(plan: Plan, { shadows, lastAsOf }: Replay, asOf: string): Plan {
  if (asOf === lastAsOf) {
    return { ...plan, ...tasksWhere(plan, (task) => task.type !== 'seed'), asOf };
  }
  const tasks = tasksWhere(plan, (task) => task.type === 'model' && shadows.has(task.node));
  return { ...plan, ...tasks, command: 'models', asOf };
}

function tasksWhere(
  plan: Plan,
  isWanted: (task: Task) => boolean,
): Pick<Plan, 'tasks' | 'parents'> {
  const wanted = Object.values(plan.tasks).filter(isWanted);
  const ids = new Set(wanted.map((task) => task.id));
  return {
    tasks: Object.fromEntries(wanted.map((task) => [task.id, task])),
    parents: Object.fromEntries(
      wanted.map((task) => [
        task.id,
        (plan.parents[task.id] ?? []).filter((parent) => ids.has(parent)),
      ]),
    ),
  };
}

function modelsOf(plan: Plan, nodes: Manifest['nodes']): readonly ModelNode[] {
  return Object.values(plan.tasks).flatMap((task) => {
    const node = nodes[task.node];
    return task.type === 'model' && node?.kind === 'model' ? [node] : [];
  });
}
