import { bug } from '../core/diagnostics/bug.ts';
import type { QueryTask } from '../core/plan/plan.ts';
import type { NodeStatus } from '../core/plan/run-result.ts';
import { recordExpectations } from '../journal/expectation-results.ts';
import { newestAsOf } from '../journal/newest-as-of.ts';
import { inTransaction } from '../postgres/transaction.ts';
import { checkQuery } from './check-query.ts';
import { prematureResult } from './premature-result.ts';
import type { RunContext, TaskOutcome } from './run-context.ts';

/** Checks an expectation that belongs to no single node, once all that it reads is there. */
export async function executeQuery(task: QueryTask, context: RunContext): Promise<TaskOutcome> {
  const query = context.manifest.nodes[task.node];
  if (query?.kind !== 'expectation') return bug(`${task.node} is no expectation`);
  const startedMs = context.clock.monotonicMs();
  const result = await context.sessions.use(
    (session) =>
      inTransaction(session, { isolation: 'repeatable read' }, async () => {
        const { plan, journal: schema, runId, clock } = context;
        const asOf = plan.asOf ?? (await newestAsOf({ session, schema }, query.reads));
        const checked = await checkQuery(session, query, {
          asOf,
          context,
          checked: undefined,
        });
        await recordExpectations({ session, schema }, runId, [checked], clock.now().toISOString());
        return checked;
      }),
    context.signal,
  );
  const durationMs = context.clock.monotonicMs() - startedMs;
  return prematureResult(task, context, {
    status: STATUSES[result.status],
    expectations: [result],
    durationMs,
  });
}

const STATUSES = {
  pass: 'success',
  warn: 'warn',
  fail: 'fail',
  error: 'fail',
} as const satisfies Record<string, NodeStatus>;
