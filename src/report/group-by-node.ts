import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import type { NodeId } from '../core/graph/node-id.ts';
import type { NodeResult, NodeStatus, RunResult } from '../core/plan/run-result.ts';

/** All that a run says of one node. */
export interface NodeGroup {
  readonly node: NodeId;
  /** Of a seed with several as_ofs, one for each; none where only its expectations were checked. */
  readonly results: readonly NodeResult[];
  readonly expectations: readonly ExpectationResult[];
}

/** What came of each node together with what came of its expectations, in the order of the run. */
export function groupByNode(run: Pick<RunResult, 'nodes' | 'expectations'>): readonly NodeGroup[] {
  const groups = new Map<NodeId, { results: NodeResult[]; expectations: ExpectationResult[] }>();
  const groupOf = (node: NodeId) => {
    const found = groups.get(node) ?? { results: [], expectations: [] };
    groups.set(node, found);
    return found;
  };
  for (const each of run.nodes) groupOf(each.node).results.push(each);
  for (const each of run.expectations) groupOf(each.node).expectations.push(each);
  return [...groups].map(([node, group]) => ({ node, ...group }));
}

/** Whether a node did not become what it was to become, for another reason than it was told not to. */
export function isFailedNode({ status }: { readonly status: NodeStatus }): boolean {
  return status === 'fail' || status === 'error' || status === 'refused';
}
