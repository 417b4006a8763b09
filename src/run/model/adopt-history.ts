import { adoptResults } from '../../journal/adopt-results.ts';
import type { Session } from '../../postgres/session.ts';
import type { RunContext } from '../run-context.ts';
import type { ModelFacts } from './model-facts.ts';
import type { StoredModel } from './stored-model.ts';

/**
 * What a replay observed of a model in its shadow becomes history with the rows: what was observed of
 * rows that they replace says nothing of those that come after.
 */
export async function adoptHistory(
  session: Session,
  node: StoredModel,
  facts: ModelFacts,
  { replay, journal: schema, runId, expectationsOf }: RunContext,
): Promise<void> {
  const { asOf } = facts;
  if (replay === undefined || asOf === undefined || !replay.shadows.has(node.id)) return;
  const declared = expectationsOf.get(node.id) ?? [];
  const ids = declared.filter((each) => each.history !== undefined).map((each) => each.id);
  if (ids.length === 0) return;
  // what is frozen was checked in the shadow alone; what is live is checked once more as it takes over
  const isOfThisOnly = facts.isSnapshot || facts.history !== undefined;
  await adoptResults({ session, schema }, runId, {
    from: replay.journal,
    nodeId: node.id,
    ids,
    asOf,
    isOfThisOnly,
  });
}
