import { bug } from '../diagnostics/bug.ts';
import type { Note } from '../diagnostics/diagnostic.ts';
import type { Problems } from '../diagnostics/problems.ts';
import { findCycles } from '../graph/cycle.ts';
import type { Graph } from '../graph/graph.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { Edge, Node } from './node.ts';

/** Reports every knot of nodes that depend on each other, with the way round it. */
export function checkCycles(
  nodes: Readonly<Record<NodeId, Node>>,
  graph: Graph<NodeId>,
  problems: Problems,
): void {
  for (const cycle of findCycles(graph)) {
    const steps = cycle.map((id, at) => stepOf(nodes, id, cycle[(at + 1) % cycle.length] ?? id));
    const [first, ...others] = steps;
    if (first === undefined) continue;
    const names = steps.map((step) => `"${step.from}"`);
    const last = names.pop();
    const isGate = steps.some((step) => step.edge.why !== 'ref');
    problems.error(
      'graph-cycle',
      names.length === 0
        ? `${last} depends on itself`
        : `${names.join(', ')} and ${last} depend on each other`,
      {
        location: first.edge.location,
        notes: others.map(
          (step): Note => ({
            message: `"${step.from}" ${verb(step.edge, step.to === first.from)} "${step.to}"`,
            location: step.edge.location,
          }),
        ),
        hint: isGate
          ? 'add gate: false to the expectation that closes the cycle, or take the foreign key out'
          : 'take one of these references out, or move what both need to a model of its own',
      },
    );
  }
}

interface CycleStep {
  readonly from: string;
  readonly to: string;
  readonly edge: Edge;
}

function stepOf(nodes: Readonly<Record<NodeId, Node>>, from: NodeId, to: NodeId): CycleStep {
  const node = nodes[from] ?? bug(`no node ${from}`);
  const edge = node.parents.find((parent) => parent.to === to) ?? bug(`no edge ${from} → ${to}`);
  return { from: node.name, to: nodes[to]?.name ?? to, edge };
}

function verb({ why }: Edge, isBack: boolean): string {
  const back = isBack ? ' back' : '';
  switch (why) {
    case 'ref':
      return `refers${back} to`;
    case 'foreign-key':
      return `has a foreign key${back} to`;
    case 'expectation':
      return `is checked against`;
  }
}
