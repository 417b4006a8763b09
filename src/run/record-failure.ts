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
  { sessions, journal: schema, runId, clock }: RunContext,
): Promise<TaskOutcome> {
  const finishedAt = clock.now().toISOString();
  const expectations = outcome.expectations.map((each) =>
    each.failingRows.length === 0
      ? each
      : { ...each, keptIn: renderRelation(failureTable({ schema }, each.id)) },
  );
  try {
    await sessions.use((session) =>
      inTransaction(session, { isolation: 'read committed' }, async () => {
        const journal = { session, schema };
        await recordNode(journal, runId, outcome.result, { version: undefined, finishedAt });
        await recordExpectations(journal, runId, expectations, finishedAt);
        await keepFailures(journal, runId, expectations, finishedAt);
      }),
    );
    return { ...outcome, expectations };
  } catch {
    // what happened is in the outcome; a second error would hide the first
    return outcome;
  }
}
