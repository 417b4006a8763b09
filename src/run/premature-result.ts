import { bug } from '../core/diagnostics/bug.ts';
import type { NodeKind } from '../core/graph/node-id.ts';
import type { Task } from '../core/plan/plan.ts';
import type { NodeResult } from '../core/plan/run-result.ts';
import { formatRelation } from '../core/sql/relation.ts';
import type { RunContext, TaskOutcome } from './run-context.ts';

/** What a result says of its task, whatever became of it. */
export interface TaskFacts {
  readonly kind: NodeKind;
  readonly relation: string;
  readonly materialized: string;
  readonly asOf: string | undefined;
}

export function taskFacts(
  task: Task,
  { manifest, plan }: Pick<RunContext, 'manifest' | 'plan'>,
): TaskFacts {
  const node = manifest.nodes[task.node] ?? bug(`the manifest lacks ${task.node}`);
  const relation =
    node.kind === 'expectation' || node.relation === undefined
      ? node.name
      : formatRelation(node.relation);
  const isTimeless = node.kind !== 'expectation' && node.temporality === 'timeless';
  return {
    kind: node.kind,
    relation,
    materialized: node.kind === 'model' ? node.config.materialized : node.kind,
    asOf:
      task.type === 'seed' || task.type === 'requeue'
        ? task.asOf
        : isTimeless
          ? undefined
          : plan.asOf,
  };
}

/** The outcome of a task that did not come to its end: skipped, failed, interrupted. */
export function prematureResult(
  task: Task,
  context: Pick<RunContext, 'manifest' | 'plan'>,
  end: Pick<NodeResult, 'status'> &
    Partial<Pick<NodeResult, 'message' | 'diagnostics' | 'durationMs'>> &
    Partial<Pick<TaskOutcome, 'expectations'>>,
): TaskOutcome {
  const result: NodeResult = {
    node: task.node,
    ...taskFacts(task, context),
    status: end.status,
    rows: {},
    durationMs: end.durationMs ?? 0,
    message: end.message,
    diagnostics: end.diagnostics ?? [],
  };
  return { result, expectations: end.expectations ?? [], version: undefined };
}
