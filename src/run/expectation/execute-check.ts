import type { ExpectationResult } from '../../core/expectation/expectation-result.ts';
import type { CheckTask } from '../../core/plan/plan.ts';
import type { NodeStatus } from '../../core/plan/run-result.ts';
import { recordExpectations } from '../../journal/expectation-results.ts';
import { inTransaction } from '../../postgres/transaction.ts';
import { prematureResult } from '../premature-result.ts';
import type { RunContext, TaskOutcome } from '../run-context.ts';
import { checkNode } from './check-gates.ts';
import { heldQuestion } from './held-question.ts';
import { storeFailures } from './store-failures.ts';
import { relationNode } from './subject-of.ts';

/** Checks the expectations of a node on what is there: of a dated one, on the rows of one as_of. */
export async function executeCheck(task: CheckTask, context: RunContext): Promise<TaskOutcome> {
  const node = relationNode(context.manifest, task.node);
  const startedMs = context.clock.monotonicMs();
  const expectations = await context.sessions.use(
    (session) =>
      inTransaction(session, { isolation: 'repeatable read' }, async () => {
        const question = await heldQuestion(session, node, context);
        const results = await storeFailures(session, question, await checkNode(session, question));
        const at = context.clock.now().toISOString();
        return recordExpectations({ session, schema: context.journal }, context.runId, results, {
          checkedAt: at,
          isDated: node.temporality === 'dated',
        });
      }),
    context.signal,
  );
  const durationMs = context.clock.monotonicMs() - startedMs;
  return prematureResult(task, context, {
    status: statusOf(expectations),
    expectations,
    durationMs,
  });
}

function statusOf(expectations: readonly ExpectationResult[]): NodeStatus {
  if (expectations.some((each) => each.status === 'fail' || each.status === 'error')) return 'fail';
  return expectations.some((each) => each.status === 'warn') ? 'warn' : 'success';
}
