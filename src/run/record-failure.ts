import { recordExpectations } from '../journal/expectation-results.ts';
import { recordNode } from '../journal/node-runs.ts';
import { inTransaction } from '../postgres/transaction.ts';
import type { RunContext, TaskOutcome } from './run-context.ts';

/**
 * Journals a node that failed, after its own transaction was rolled back: so that there is evidence
 * when somebody looks. A database that is gone cannot be told; the outcome is reported all the same.
 */
export async function recordFailure(
  { result, expectations }: TaskOutcome,
  { sessions, journal: schema, runId, clock }: RunContext,
): Promise<void> {
  const finishedAt = clock.now().toISOString();
  try {
    await sessions.use((session) =>
      inTransaction(session, { isolation: 'read committed' }, async () => {
        const journal = { session, schema };
        await recordNode(journal, runId, result, { version: undefined, finishedAt });
        await recordExpectations(journal, runId, expectations, finishedAt);
      }),
    );
  } catch {
    // what happened is in the outcome; a second error would hide the first
  }
}
