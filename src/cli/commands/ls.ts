import type { Manifest } from '../../core/manifest/manifest.ts';
import { materializedOf, nodeJson, relationOf } from '../../core/manifest/manifest-json.ts';
import type { Node } from '../../core/manifest/node.ts';
import type { RunStatus } from '../../core/plan/run-result.ts';
import type { Selection } from '../../core/selector/select.ts';
import { formatTable } from '../../report/format-table.ts';
import type { Invocation } from '../invocation.ts';
import { openProject } from '../open-project.ts';
import { selectNodes } from '../select-nodes.ts';

/** `ls`: the selected nodes, with what they are. */
export async function ls(invocation: Invocation): Promise<RunStatus> {
  const { manifest } = await openProject(invocation);
  const selection = selectNodes(manifest, invocation);
  const nodes = listedNodes(manifest, selection);
  invocation.shell.answer(
    invocation.flags.json
      ? `${JSON.stringify({ nodes: nodes.map(nodeJson) })}\n`
      : nodesTable(nodes),
  );
  return 'success';
}

const KINDS = ['source', 'seed', 'model', 'expectation'] as const satisfies readonly Node['kind'][];

/** By kind in the order in which data flows, then by name. */
function listedNodes(manifest: Manifest, selection: Selection): readonly Node[] {
  return Object.values<Node>(manifest.nodes)
    .filter(({ id }) => selection.has(id))
    .sort((a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || (a.name < b.name ? -1 : 1));
}

function nodesTable(nodes: readonly Node[]): string {
  const columns = ['name', 'kind', 'materialized', 'relation'].map(
    (name) => ({ name, align: 'left' }) as const,
  );
  const rows = nodes.map((node) => [
    node.name,
    node.kind,
    materializedOf(node) ?? '',
    relationOf(node) ?? '',
  ]);
  return `${formatTable(columns, rows).join('\n')}\n`;
}
