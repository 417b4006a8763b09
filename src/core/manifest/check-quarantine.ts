import type { Problems } from '../diagnostics/problems.ts';
import type { Expectation } from '../expectation/expectation.ts';
import { quarantineTable } from '../expectation/quarantine/quarantine-table.ts';
import type { NodeId } from '../graph/node-id.ts';
import type { Materialized } from '../materialization/model-config.ts';
import { formatRelation } from '../sql/relation.ts';
import type { Node } from './node.ts';

/** What asof writes row by row, so that it can leave some of them out. */
const HOLDS_ROWS: ReadonlySet<Materialized> = new Set([
  'table',
  'incremental',
  'upsert',
  'snapshot',
  'history',
]);

/** Reports `on_fail: quarantine` where there are no rows to move, or no place for them. */
export function checkQuarantine(
  expectations: readonly Expectation[],
  nodes: Readonly<Record<NodeId, Node>>,
  problems: Problems,
): void {
  const taken = new Map(
    Object.values<Node>(nodes).flatMap((node) =>
      node.kind === 'expectation' || node.relation === undefined
        ? []
        : [[formatRelation(node.relation), node] as const],
    ),
  );
  const seen = new Set<NodeId>();
  for (const { node: id, quarantine: location } of expectations) {
    const node = nodes[id];
    if (location === undefined || node === undefined || node.kind === 'expectation') continue;
    const what = withoutRows(node);
    if (what !== undefined) {
      const message = `rows of ${what} cannot be quarantined: it holds none of its own`;
      const hint = 'check the model or seed that its rows come from';
      problems.error('expectation-quarantine', message, { location, hint });
      continue;
    }
    if (node.relation === undefined || seen.has(id)) continue;
    seen.add(id);
    const table = formatRelation(quarantineTable(node.relation));
    const owner = taken.get(table);
    if (owner === undefined) continue;
    const message = `"${owner.name}" would be "${table}", where rows of "${node.name}" are quarantined`;
    problems.error('relation-duplicate', message, {
      location: owner.location,
      notes: [{ message: `the rows of "${node.name}" are quarantined here`, location }],
      hint: 'give one of them another schema or alias',
    });
  }
}

/** undefined: it holds rows of its own. */
function withoutRows(node: Exclude<Node, { readonly kind: 'expectation' }>): string | undefined {
  switch (node.kind) {
    case 'source':
      return `the source "${node.name}"`;
    case 'seed':
      return undefined;
    case 'model': {
      const { materialized } = node.config;
      if (HOLDS_ROWS.has(materialized)) return undefined;
      return `the ${materialized.replaceAll('_', ' ')}${materialized === 'ephemeral' ? ' model' : ''} "${node.name}"`;
    }
  }
}
