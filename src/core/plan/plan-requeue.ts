import { bug } from '../diagnostics/bug.ts';
import type { NodeId } from '../graph/node-id.ts';
import { graphOf, type Manifest } from '../manifest/manifest.ts';
import type { Node } from '../manifest/node.ts';
import { parentsOf } from './create-plan.ts';
import type { Plan, RequeueTask } from './plan.ts';

export interface RequeuePlanOptions {
  /** Only rows of this as_of, and of none. */
  readonly asOf: string | undefined;
  /** The as_ofs of the rows in each quarantine: of what has a table for them, rows or not. */
  readonly quarantined: ReadonlyMap<NodeId, readonly (string | undefined)[]>;
  readonly restateReason: string | undefined;
}

/** One task for each as_of of a node that has quarantined rows, and one for a node that has none. */
export function planRequeue(
  manifest: Manifest,
  selection: ReadonlySet<NodeId>,
  { asOf, quarantined, restateReason }: RequeuePlanOptions,
): Plan {
  const graph = graphOf(manifest);
  const declared = new Set(
    manifest.expectations.flatMap((each) => (each.quarantine === undefined ? [] : [each.node])),
  );
  const tasks = graph.ids
    .filter((id) => selection.has(id) && (declared.has(id) || quarantined.has(id)))
    .flatMap((id) => tasksOf(nodeOf(manifest, id), quarantined.get(id) ?? [], asOf));
  return {
    command: 'requeue',
    asOf,
    tasks: Object.fromEntries(tasks.map((task) => [task.id, task])),
    parents: inOrder(tasks, parentsOf(tasks, graph)),
    isFullRefresh: false,
    isGated: true,
    isPruning: false,
    restateReason,
  };
}

function tasksOf(
  node: Node,
  asOfs: readonly (string | undefined)[],
  asked: string | undefined,
): readonly RequeueTask[] {
  const id = node.id;
  const chosen = asOfs.filter(
    (each) => asked === undefined || each === asked || each === undefined,
  );
  if (chosen.length === 0) {
    const isTimeless = node.kind !== 'expectation' && node.temporality === 'timeless';
    return [{ type: 'requeue', id, node: id, asOf: isTimeless ? undefined : asked }];
  }
  return chosen.map((asOf) => ({
    type: 'requeue',
    id: asOf === undefined ? id : `${id}@${asOf}`,
    node: id,
    asOf,
  }));
}

/** As_ofs of one node go one after the other, as they were built. */
function inOrder(
  tasks: readonly RequeueTask[],
  parents: Readonly<Record<string, readonly string[]>>,
): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    tasks.map((task, at) => {
      const before = tasks[at - 1];
      const own = before?.node === task.node ? [before.id] : [];
      return [task.id, [...(parents[task.id] ?? []), ...own]];
    }),
  );
}

function nodeOf(manifest: Manifest, id: NodeId): Node {
  return manifest.nodes[id] ?? bug(`the manifest lacks ${id}`);
}
