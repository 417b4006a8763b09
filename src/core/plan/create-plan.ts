import { bug } from '../diagnostics/bug.ts';
import type { Problems } from '../diagnostics/problems.ts';
import type { Location } from '../diagnostics/source-file.ts';
import { ancestors, createGraph, type Graph, subgraph } from '../graph/graph.ts';
import type { NodeId } from '../graph/node-id.ts';
import { graphOf, type Manifest } from '../manifest/manifest.ts';
import type { ModelNode, Node, SeedNode } from '../manifest/node.ts';
import type { Command, Plan, Task } from './plan.ts';

export interface PlanOptions {
  readonly command: Command;
  readonly asOf: string | undefined;
  /** Where the as_of is given. */
  readonly asOfLocation?: Location | undefined;
  readonly isFullRefresh: boolean;
  readonly isGated: boolean;
  readonly isPruning: boolean;
  readonly restateReason: string | undefined;
}

/** Which tasks a command means for the selected nodes, and in which order they may run. */
export function createPlan(
  manifest: Manifest,
  selection: ReadonlySet<NodeId>,
  { asOfLocation, ...options }: PlanOptions,
  problems: Problems,
): Plan {
  const graph = graphOf(manifest);
  const selected = graph.ids.filter((id) => selection.has(id)).map((id) => nodeOf(manifest, id));
  demandAsOf(manifest, graph, selected, { ...options, asOfLocation }, problems);
  const tasks =
    options.command === 'test'
      ? checkTasks(selected, manifest)
      : selected.flatMap((node) => tasksOf(node, manifest, graph, options));
  return {
    ...options,
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
    // checks on what is there do not wait for each other
    parents:
      options.command === 'test'
        ? Object.fromEntries(tasks.map((task) => [task.id, []]))
        : parentsOf(tasks, graph),
  };
}

function tasksOf(
  node: Node,
  manifest: Manifest,
  graph: Graph<NodeId>,
  { command, asOf }: PlanOptions,
): readonly Task[] {
  const id = node.id;
  switch (node.kind) {
    case 'source':
      return [];
    case 'expectation':
      return command === 'build' && node.gates === undefined
        ? [{ type: 'query', id, node: id }]
        : [];
    case 'seed':
      return command === 'models' ? [] : seedTasks(node, asOf);
    case 'model': {
      if (command === 'seed' || node.relation === undefined) return [];
      return [
        { type: 'model', id, node: id, heldAsOfs: heldAsOfs(seedsAbove(manifest, graph, id)) },
      ];
    }
  }
}

function checkTasks(selected: readonly Node[], { expectations }: Manifest): readonly Task[] {
  const withChecks = new Set(expectations.map((each) => each.node));
  const checked = new Set(selected.flatMap(({ id }) => (withChecks.has(id) ? [id] : [])));
  return selected.flatMap((node): readonly Task[] => {
    const { id } = node;
    if (node.kind !== 'expectation') {
      return checked.has(id) ? [{ type: 'check', id, node: id }] : [];
    }
    // the check of the node that it gates asks it too
    const isAsked = node.gates !== undefined && checked.has(node.gates);
    return isAsked ? [] : [{ type: 'query', id, node: id }];
  });
}

/** Every unit of a seed; with an as_of, the unit of it (without files, where the seed holds none). */
function seedTasks(node: SeedNode, asOf: string | undefined): readonly Task[] {
  if (node.temporality === 'timeless') {
    return [{ type: 'seed', id: node.id, node: node.id, asOf: undefined, files: node.files }];
  }
  const asOfs = asOf === undefined ? heldAsOfs([node]) : [asOf];
  return asOfs.map((each) => ({
    type: 'seed',
    id: `${node.id}@${each}`,
    node: node.id,
    asOf: each,
    files: node.files.filter((file) => file.asOf === each),
  }));
}

export function parentsOf(
  tasks: readonly Task[],
  graph: Graph<NodeId>,
): Readonly<Record<string, readonly string[]>> {
  const ofNode = new Map<NodeId, string[]>();
  for (const task of tasks) ofNode.set(task.node, [...(ofNode.get(task.node) ?? []), task.id]);
  const between = subgraph(graph, new Set(ofNode.keys()));
  return Object.fromEntries(
    tasks.map((task) => [
      task.id,
      (between.parents.get(task.node) ?? []).flatMap((parent) => ofNode.get(parent) ?? []),
    ]),
  );
}

/** The graph of a plan's tasks. */
export function taskGraph(plan: Plan): Graph<string> {
  return createGraph(new Map(Object.entries(plan.parents)));
}

/** The dated seeds that a node reads, directly or through others. */
function seedsAbove(manifest: Manifest, graph: Graph<NodeId>, id: NodeId): readonly SeedNode[] {
  return [...ancestors(graph, id)].flatMap((each) => {
    const node = nodeOf(manifest, each);
    return node.kind === 'seed' && node.temporality === 'dated' ? [node] : [];
  });
}

/** The as_ofs of the seeds' files on disk, in order. */
export function heldAsOfs(seeds: readonly SeedNode[]): readonly string[] {
  const all = seeds.flatMap((seed) => seed.files.flatMap((file) => file.asOf ?? []));
  return [...new Set(all)].sort();
}

/** Reports a command that needs an as_of and has none, or one that no seed holds at all. */
function demandAsOf(
  manifest: Manifest,
  graph: Graph<NodeId>,
  selected: readonly Node[],
  { command, asOf, asOfLocation }: PlanOptions,
  problems: Problems,
): void {
  if (command === 'test' || command === 'seed') return;
  const needing = selected.filter((node): node is ModelNode | SeedNode => isBoundToTime(node));
  const seeds = new Set(
    needing.flatMap((node) =>
      node.kind === 'seed' ? [node] : seedsAbove(manifest, graph, node.id),
    ),
  );
  const held = heldAsOfs([...seeds]);
  const first = needing[0];
  if (first === undefined) return;
  const example = held.at(-1) ?? '2024-01-31';
  if (asOf === undefined) {
    problems.error('as-of-missing', `"${first.name}" is built at an as_of, and none is given`, {
      location: first.location,
      hint: `add --vars as_of=${example}${held.length > 1 ? ` (the seeds hold ${formatDates(held)})` : ''}`,
    });
  } else if (seeds.size > 0 && !held.includes(asOf)) {
    problems.error('as-of-not-held', `no seed holds the as_of ${asOf}`, {
      location: asOfLocation,
      hint:
        held.length === 0 ? 'add its files below seeds/' : `the seeds hold ${formatDates(held)}`,
    });
  }
}

function isBoundToTime(node: Node): boolean {
  if (node.kind === 'seed') return node.temporality === 'dated';
  return node.kind === 'model' && node.relation !== undefined && node.temporality !== 'timeless';
}

/** `2024-01-31 and 2024-02-29`; the last six of many. */
export function formatDates(dates: readonly string[]): string {
  const shown = dates.slice(-6);
  const last = shown.at(-1) ?? '';
  const start = dates.length > shown.length ? `${dates[0]} … ` : '';
  return shown.length === 1 ? start + last : `${start}${shown.slice(0, -1).join(', ')} and ${last}`;
}

function nodeOf(manifest: Manifest, id: NodeId): Node {
  return manifest.nodes[id] ?? bug(`the manifest lacks ${id}`);
}
