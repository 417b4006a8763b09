import { type Diagnostic, DiagnosticError } from '../core/diagnostics/diagnostic.ts';
import { unreachable } from '../core/diagnostics/unreachable.ts';
import type { Task } from '../core/plan/plan.ts';
import { GateFailure } from './expectation/check-gates.ts';
import { executeCheck } from './expectation/execute-check.ts';
import { executeQuery } from './expectation/execute-query.ts';
import { observeStatements } from './observe-statements.ts';
import { prematureResult } from './premature-result.ts';
import { recordFailure } from './record-failure.ts';
import type { RunContext, TaskOutcome } from './run-context.ts';
import { executeSeed } from './seed/execute-seed.ts';

/** Carries out one task. A failure is an outcome, already journalled; what is thrown is a bug. */
export async function executeTask(task: Task, context: RunContext): Promise<TaskOutcome> {
  const startedMs = context.clock.monotonicMs();
  try {
    return await execute(task, { ...context, sessions: observeStatements(task.node, context) });
  } catch (error) {
    const durationMs = context.clock.monotonicMs() - startedMs;
    return recordFailure(failedOutcome(error, task, context, durationMs), context);
  }
}

async function execute(task: Task, context: RunContext): Promise<TaskOutcome> {
  switch (task.type) {
    case 'seed':
      return executeSeed(task, context);
    case 'model':
      // with it come the templates, which a run of seeds needs none of
      return (await import('./model/execute-model.ts')).executeModel(task, context);
    case 'check':
      return executeCheck(task, context);
    case 'query':
      return executeQuery(task, context);
    case 'requeue':
      return (await import('./requeue/execute-requeue.ts')).executeRequeue(task, context);
    default:
      return unreachable(task);
  }
}

function failedOutcome(
  error: unknown,
  task: Task,
  context: RunContext,
  durationMs: number,
): TaskOutcome {
  if (context.signal.aborted)
    return prematureResult(task, context, { status: 'interrupted', durationMs });
  if (error instanceof GateFailure) {
    return prematureResult(task, context, {
      status: 'fail',
      message: unmetMessage(error),
      expectations: error.results,
      durationMs,
    });
  }
  if (error instanceof DiagnosticError) {
    const diagnostics = error.diagnostics.map((each) => atNode(each, task, context));
    return prematureResult(task, context, {
      // what is sealed stays: that is no accident of the build
      status: diagnostics[0]?.code === 'snapshot-sealed' ? 'refused' : 'error',
      message: diagnostics[0]?.message,
      diagnostics,
      durationMs,
    });
  }
  throw error;
}

function unmetMessage({ results }: GateFailure): string {
  const failed = results.filter(({ status }) => status === 'fail').length;
  const unchecked = results.filter(({ status }) => status === 'error').length;
  const expectations = (count: number) =>
    `${count} ${count === 1 ? 'expectation' : 'expectations'}`;
  return [
    ...(failed > 0 ? [`${expectations(failed)} ${failed === 1 ? 'does' : 'do'} not hold`] : []),
    ...(unchecked > 0 ? [`${expectations(unchecked)} cannot be checked`] : []),
  ].join(', ');
}

/** What has no place of its own is about the node as a whole, unless it is about the run. */
function atNode(
  diagnostic: Diagnostic,
  { node }: Task,
  { manifest }: Pick<RunContext, 'manifest'>,
): Diagnostic {
  const isOfRun = diagnostic.code === 'database-connection' || diagnostic.code === 'run-lost';
  if (isOfRun || diagnostic.location !== undefined) return diagnostic;
  return { ...diagnostic, location: manifest.nodes[node]?.location };
}
