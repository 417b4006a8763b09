import { randomBytes } from 'node:crypto';
import { bug } from '../core/diagnostics/bug.ts';
import { type Diagnostic, DiagnosticError } from '../core/diagnostics/diagnostic.ts';
import type { ExpectationResult } from '../core/expectation/expectation-result.ts';
import { topologicalOrder } from '../core/graph/graph.ts';
import { createSchedule, type Schedule } from '../core/graph/schedule.ts';
import { taskGraph } from '../core/plan/create-plan.ts';
import type { Plan, Task } from '../core/plan/plan.ts';
import type { NodeResult, RunResult, RunStatus } from '../core/plan/run-result.ts';
import type { Vars } from '../core/project/vars.ts';
import { migrate } from '../journal/migrate.ts';
import { lastDurations } from '../journal/node-runs.ts';
import { createRunId } from '../journal/run-id.ts';
import { type ActiveRun, startRun } from '../journal/start-run.ts';
import { type ContextOptions, createContext } from './create-context.ts';
import { executeTask } from './execute-task.ts';
import { prematureResult, taskFacts } from './premature-result.ts';
import { prepareSchemas } from './prepare-schemas.ts';
import type { RunContext, TaskOutcome } from './run-context.ts';
import { pruneSeeds } from './seed/prune-seeds.ts';
import { readStaleSeals, staleWarnings } from './stale-seals.ts';

export interface RunOptions extends ContextOptions {
  /** The name of the target, for people. */
  readonly target: string;
  /** Those that are given. */
  readonly vars: Vars['given'];
  readonly concurrency: number;
  /** Start nothing more after the first failure. */
  readonly isFailFast: boolean;
  /** How long to wait for a build of another as_of. */
  readonly waitMs: number;
  readonly asofVersion: string;
  readonly gitCommit: string | undefined;
}

/** Carries out a plan: what each node becomes is in the result; throws only when it could not run. */
export async function runPlan(plan: Plan, options: RunOptions): Promise<RunResult> {
  const { clock, sessions, journal, report } = options;
  const startedMs = clock.monotonicMs();
  const startedAt = clock.now().toISOString();
  await sessions.use((session) => migrate({ session, schema: journal }), options.signal);
  await using run = await enterRun(plan, options, startedAt);
  const context = createContext(plan, options, run.runId);
  await prepareSchemas(context);
  const durations = await sessions.use((session) => lastDurations({ session, schema: journal }));
  report({
    type: 'run-started',
    at: startedAt,
    runId: run.runId,
    command: plan.command,
    target: options.target,
    asOf: plan.asOf,
    nodeCount: Object.keys(plan.tasks).length,
    expectationCount: countExpectations(context),
    concurrency: options.concurrency,
  });
  await pruneSeeds(context);
  const weights = new Map(
    Object.values(plan.tasks).map((task) => [task.id, durations.get(task.node) ?? 1]),
  );
  const graph = taskGraph(plan);
  const outcomes = await runTasks(plan, createSchedule(graph, weights), context, options);
  const result = await endRun(run, context, {
    runId: run.runId,
    command: plan.command,
    target: options.target,
    asOf: plan.asOf,
    status: statusOf([...outcomes.values()], options.signal),
    // which of two that do not wait for each other ended first is a matter of chance
    ...inOrder(topologicalOrder(graph), outcomes),
    diagnostics: [],
    startedAt,
    durationMs: clock.monotonicMs() - startedMs,
  });
  report({ type: 'run-finished', at: clock.now().toISOString(), result });
  return result;
}

/** Commands that write models, and wait for those that write another as_of. */
const BUILDING: ReadonlySet<Plan['command']> = new Set(['build', 'models', 'requeue']);

function enterRun(plan: Plan, options: RunOptions, startedAt: string): Promise<ActiveRun> {
  const { clock, report } = options;
  return startRun(
    options.sessions,
    options.journal,
    {
      runId: createRunId(clock.now().getTime(), randomBytes(16)),
      command: plan.command,
      target: options.target,
      asOf: plan.asOf,
      builds: BUILDING.has(plan.command),
      vars: options.vars,
      fullRefresh: plan.isFullRefresh,
      asofVersion: options.asofVersion,
      gitCommit: options.gitCommit,
      startedAt,
    },
    {
      waitMs: options.waitMs,
      signal: options.signal,
      onWait: (other) =>
        report({
          type: 'diagnostic',
          at: clock.now().toISOString(),
          diagnostic: waiting(other.runId, other.asOf),
        }),
    },
  );
}

/** Journals the end. A database that is gone cannot be told; what came of the nodes is reported all the same. */
async function endRun(
  run: ActiveRun,
  { clock, sessions, journal: schema, manifest }: RunContext,
  result: RunResult,
): Promise<RunResult> {
  try {
    await run.finish({ status: result.status, finishedAt: clock.now().toISOString() });
    const stale = await sessions.use((session) => readStaleSeals({ session, schema }));
    return { ...result, diagnostics: staleWarnings(stale, manifest) };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    const status = result.status === 'interrupted' ? 'interrupted' : 'error';
    return { ...result, status, diagnostics: error.diagnostics };
  }
}

function waiting(runId: string, asOf: string | undefined): Diagnostic {
  return {
    code: 'run-waiting',
    severity: 'warning',
    message: `waiting for run ${runId}, which is building ${asOf}`,
    location: undefined,
    notes: [],
    hint: undefined,
  };
}

function countExpectations({ plan, expectationsOf, queriesOf }: RunContext): number {
  const tasks = Object.values(plan.tasks);
  const queries = tasks.filter((task) => task.type === 'query').length;
  const nodes = new Set(tasks.map((task) => task.node));
  const counts = [...nodes].map(
    (id) => (expectationsOf.get(id)?.length ?? 0) + (queriesOf.get(id)?.length ?? 0),
  );
  return counts.reduce((sum, count) => sum + count, queries);
}

async function runTasks(
  plan: Plan,
  schedule: Schedule<string>,
  context: RunContext,
  { concurrency, isFailFast, signal }: RunOptions,
): Promise<ReadonlyMap<string, TaskOutcome>> {
  const outcomes = new Map<string, TaskOutcome>();
  const running = new Map<string, Promise<void>>();
  let isStopped = false;

  function settle(id: string, outcome: TaskOutcome): void {
    outcomes.set(id, outcome);
    reportOutcome(outcome, outcomes.size, plan, context);
    const isFailed = !SUCCEEDED.has(outcome.result.status);
    if (isFailed && isFailFast) isStopped = true;
    // what is quarantined of a node does not wait for what is of another
    for (const skip of schedule.settle(id, !isFailed || plan.command === 'requeue')) {
      const task = taskOf(plan, skip.id);
      const because = taskFacts(taskOf(plan, skip.because), context).relation;
      const skipped = prematureResult(task, context, {
        status: 'skipped',
        message: `because of ${because}`,
      });
      outcomes.set(skip.id, skipped);
      reportOutcome(skipped, outcomes.size, plan, context);
    }
  }

  async function start(id: string): Promise<void> {
    const task = taskOf(plan, id);
    const { kind, relation, asOf } = taskFacts(task, context);
    const at = now(context);
    context.report({ type: 'node-started', at, node: task.node, kind, relation, asOf });
    const outcome = await executeTask(task, context);
    if (outcome.version !== undefined) context.versions.set(task.node, outcome.version);
    running.delete(id);
    settle(id, outcome);
  }

  while (!schedule.isDone) {
    while (!isStopped && !signal.aborted && running.size < concurrency) {
      const id = schedule.take();
      if (id === undefined) break;
      running.set(id, start(id));
    }
    if (running.size === 0) break;
    await Promise.race(running.values());
  }
  const message = signal.aborted ? 'because of the interrupt' : 'because of --fail-fast';
  for (const task of Object.values(plan.tasks)) {
    if (!outcomes.has(task.id))
      outcomes.set(task.id, prematureResult(task, context, { status: 'skipped', message }));
  }
  return outcomes;
}

function inOrder(
  order: readonly string[],
  outcomes: ReadonlyMap<string, TaskOutcome>,
): Pick<RunResult, 'nodes' | 'expectations'> {
  const ordered = order.map((id) => outcomes.get(id) ?? bug(`${id} has no outcome`));
  return {
    nodes: ordered.map((outcome) => outcome.result),
    expectations: ordered.flatMap((outcome) => outcome.expectations),
  };
}

/** What lets the nodes below go on. */
const SUCCEEDED: ReadonlySet<NodeResult['status']> = new Set([
  'success',
  'unchanged',
  'superseded',
  'warn',
]);

function reportOutcome(
  { result, expectations }: TaskOutcome,
  position: number,
  plan: Plan,
  context: RunContext,
): void {
  const at = now(context);
  for (const each of expectations)
    context.report({ type: 'expectation-finished', at, result: each });
  const nodeCount = Object.keys(plan.tasks).length;
  context.report({ type: 'node-finished', at, result, position, nodeCount });
}

function now({ clock }: RunContext): string {
  return clock.now().toISOString();
}

function taskOf(plan: Plan, id: string): Task {
  return plan.tasks[id] ?? bug(`the plan lacks ${id}`);
}

function statusOf(outcomes: readonly TaskOutcome[], signal: AbortSignal): RunStatus {
  if (signal.aborted) return 'interrupted';
  const isFailed = outcomes.some(
    ({ result, expectations }) => !SUCCEEDED.has(result.status) || expectations.some(isUnmet),
  );
  return isFailed ? 'fail' : 'success';
}

function isUnmet({ status }: ExpectationResult): boolean {
  return status === 'fail' || status === 'error';
}
