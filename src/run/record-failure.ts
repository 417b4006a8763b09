import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import { withoutMoving } from '../core/expectation/quarantine/judge-moved.ts';
import type { Node } from '../core/manifest/node.ts';
import type { Plan } from '../core/plan/plan.ts';
import { renderRelation } from '../core/sql/relation.ts';
import { recordExpectations } from '../journal/expectation-results.ts';
import { failureTable, keepFailures } from '../journal/failures.ts';
import { recordNode } from '../journal/node-runs.ts';
import { inTransaction } from '../postgres/transaction.ts';
import type { RunContext, TaskOutcome } from './run-context.ts';

/**
 * Journals a node that failed, after its own transaction was rolled back: so that there is evidence
 * when somebody looks. A database that is gone cannot be told; the outcome is reported all the same.
 * Returns the outcome with the tables in which the rows that shut a gate are kept.
 */
export async function recordFailure(
  outcome: TaskOutcome,
  { plan, manifest, sessions, journal: schema, runId, clock }: RunContext,
): Promise<TaskOutcome> {
  const finishedAt = clock.now().toISOString();
  const node: Node | undefined = manifest.nodes[outcome.result.node];
  const isDated = node !== undefined && node.kind !== 'expectation' && node.temporality === 'dated';
  const found = outcome.expectations.map((each) => rolledBack(each, plan));
  const withTable = (each: ExpectationResult): ExpectationResult =>
    each.failingRows.length === 0
      ? each
      : { ...each, keptIn: renderRelation(failureTable({ schema }, each.id)) };
  try {
    const expectations = await sessions.use((session) =>
      inTransaction(session, { isolation: 'read committed' }, async () => {
        const journal = { session, schema };
        await recordNode(journal, runId, outcome.result, { version: undefined, finishedAt });
        const recorded = await recordExpectations(journal, runId, found.map(withTable), {
          checkedAt: finishedAt,
          isDated,
        });
        await keepFailures(journal, runId, recorded, finishedAt);
        return recorded;
      }),
    );
    return { ...outcome, expectations };
  } catch {
    // what happened is in the outcome; a second error would hide the first
    return { ...outcome, expectations: found };
  }
}

/** What was stored and moved beside the node's own rows was rolled back with them. */
function rolledBack(result: ExpectationResult, { command }: Plan): ExpectationResult {
  const unstored = { ...result, storedIn: undefined };
  if (command !== 'requeue') return withoutMoving(unstored);
  // rows that were tried are where they were, and kept nowhere else
  return result.quarantinedIn === undefined ? unstored : { ...unstored, failingRows: [] };
}
