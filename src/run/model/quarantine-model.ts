import type { IncomingRows } from '../../core/expectation/quarantine/incoming-rows.ts';
import type { ModelBuild } from '../../core/materialization/model-build.ts';
import type { Session } from '../../postgres/session.ts';
import { type Quarantined, quarantineRows } from '../quarantine/quarantine-rows.ts';
import { takeShadowRows } from '../quarantine/take-shadow-rows.ts';
import type { RunContext } from '../run-context.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

/** Moves failing rows out of those that are to be written; a replay has moved them already. */
export async function quarantineModel(
  session: Session,
  incoming: IncomingRows,
  {
    node,
    facts,
    context,
    build,
  }: {
    readonly node: StoredModel;
    readonly facts: ModelFacts;
    readonly context: RunContext;
    readonly build: ModelBuild;
  },
): Promise<Quarantined> {
  const shadow = context.replay?.shadows.get(node.id);
  if (shadow !== undefined) {
    const isDated = facts.isSnapshot || facts.history !== undefined;
    const asOf = isDated ? facts.asOf : undefined;
    const rowCount = await takeShadowRows(session, incoming, { node, shadow, asOf, context });
    return { rowCount, known: new Map() };
  }
  const { asOf, catalog } = facts;
  const { relation } = node;
  const { columns } = build;
  return quarantineRows(session, { node, relation, incoming, asOf, columns, catalog, context });
}
