import type { NodeId } from '../graph/node-id.ts';
import type { Manifest } from '../manifest/manifest.ts';
import type { ModelNode, Node } from '../manifest/node.ts';
import type { Relation } from '../sql/relation.ts';
import { shortenName } from '../sql/shorten-name.ts';
import type { Plan, SeedTask, Task } from './plan.ts';

/**
 * A full refresh of live tables is a replay: they are built in a shadow from their first as_of on,
 * as_of by as_of, as if for the first time, and take the place of what there is at the end.
 */
export interface Replay {
  /** Whether the live tables take over what the shadow holds; before, snapshots are compared. */
  readonly isPublishing: boolean;
  /** What is shadowed, and where. */
  readonly shadows: ReadonlyMap<NodeId, Relation>;
  /** The schema of the journal of what was built there. */
  readonly journal: string;
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

/** The seeds of a plan, of every as_of that is replayed; undefined: it has none. */
export function replayedSeeds(
  plan: Plan,
  { nodes }: Manifest,
  asOfs: readonly string[],
): Plan | undefined {
  const tasks = Object.values(plan.tasks).flatMap((task): SeedTask[] => {
    const node = nodes[task.node];
    if (task.type !== 'seed' || node?.kind !== 'seed') return [];
    if (task.asOf === undefined) return [task];
    return asOfs.flatMap((asOf) => {
      const files = node.files.filter((file) => file.asOf === asOf);
      const id = `${task.node}@${asOf}`;
      return files.length === 0 ? [] : [{ ...task, id, asOf, files }];
    });
  });
  if (tasks.length === 0) return undefined;
  return {
    ...plan,
    command: 'seed',
    asOf: undefined,
    restateReason: undefined,
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
    parents: Object.fromEntries(tasks.map((task) => [task.id, []])),
  };
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
export function comparingPlan(plan: Plan, shadows: Replay['shadows'], asOf: string): Plan {
  const tasks = tasksWhere(plan, (task) => task.type === 'model' && shadows.has(task.node));
  return { ...plan, ...tasks, command: 'models', asOf };
}

/** The last step: all that the plan was for, but the seeds. */
export function publishingPlan(plan: Plan, lastAsOf: string): Plan {
  return { ...plan, ...tasksWhere(plan, (task) => task.type !== 'seed'), asOf: lastAsOf };
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
