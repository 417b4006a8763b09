import { bug } from '../../core/diagnostics/bug.ts';
import type { ExpectationNode, Node } from '../../core/manifest/node.ts';
import { versionedInputs } from '../../core/plan/inputs-of.ts';
import { queryVersion } from '../../core/plan/node-version.ts';
import type { QueryTask } from '../../core/plan/plan.ts';
import type { NodeStatus } from '../../core/plan/run-result.ts';
import { formatVersion, parseVersion, type Version } from '../../core/time/version.ts';
import { recordExpectations } from '../../journal/expectation-results.ts';
import { newestAsOf } from '../../journal/newest-as-of.ts';
import { recordNode } from '../../journal/node-runs.ts';
import { readRelations } from '../../postgres/catalog.ts';
import type { Session } from '../../postgres/session.ts';
import { inTransaction } from '../../postgres/transaction.ts';
import { type InputFacts, readInputFacts } from '../input-facts.ts';
import { refusedForInputs } from '../model/describe-decision.ts';
import { prematureResult } from '../premature-result.ts';
import type { RunContext, TaskOutcome } from '../run-context.ts';
import { checkSelect } from './check-select.ts';
import { compileQuerySelect } from './compile-query-select.ts';
import { compileSelect } from './compile-select.ts';
import { storeFailuresOf } from './store-failures.ts';

/** Checks an expectation that belongs to no single node, once all that it reads is there. */
export async function executeQuery(task: QueryTask, context: RunContext): Promise<TaskOutcome> {
  const query = context.manifest.nodes[task.node];
  if (query?.kind !== 'expectation') return bug(`${task.node} is no expectation`);
  const startedMs = context.clock.monotonicMs();
  return context.sessions.use(
    (session) =>
      inTransaction(session, { isolation: 'repeatable read' }, async () => {
        const outcome = await check(session, query, task, context);
        const durationMs = context.clock.monotonicMs() - startedMs;
        const timed = { ...outcome, result: { ...outcome.result, durationMs } };
        return record(session, timed, context);
      }),
    context.signal,
  );
}

async function check(
  session: Session,
  query: ExpectationNode,
  task: QueryTask,
  context: RunContext,
): Promise<TaskOutcome> {
  const { plan } = context;
  const { asOf, reads, facts } = await heldInputs(session, query, context);
  const relations = reads.flatMap((each) =>
    each.kind === 'expectation' ? [] : (each.relation ?? []),
  );
  const catalog = await readRelations(session, relations);
  const { sql } = await compileSelect(query, context, { asOf, catalog });
  const version = queryVersion(sql, facts.versionsOf(reads));
  if (plan.command !== 'test' && hasPassed(facts, version)) {
    return { ...prematureResult(task, context, { status: 'unchanged' }), version };
  }
  if (facts.strayInputs.length > 0) return notChecked(query, task, { facts, asOf, context });
  const compiled = await compileQuerySelect(session, query, { asOf, context, checked: undefined });
  const options = { asOf, clock: context.clock, inTransaction: true };
  const checked = await checkSelect(session, compiled, options);
  const result = query.storesFailures
    ? await storeFailuresOf(session, checked, context)
    : checked.result;
  const end = { status: STATUSES[result.status], expectations: [result] };
  return { ...prematureResult(task, context, end), version };
}

/** The as_of at which an expectation can be asked of what it reads, and whether all of that stands there. */
export async function heldInputs(
  session: Session,
  query: ExpectationNode,
  context: RunContext,
): Promise<{
  readonly asOf: string | undefined;
  readonly reads: readonly Node[];
  readonly facts: InputFacts;
}> {
  const { plan, journal: schema, manifest } = context;
  const asOf = plan.asOf ?? (await newestAsOf({ session, schema }, query.reads));
  const reads = versionedInputs(manifest.nodes, query.reads);
  return {
    asOf,
    reads,
    facts: await readInputFacts(session, query, { others: reads, asOf, context }),
  };
}

const STATUSES = {
  pass: 'success',
  warn: 'warn',
  fail: 'fail',
  error: 'fail',
} as const satisfies Record<string, NodeStatus>;

/** What held for the same rows still holds. */
function hasPassed({ state }: InputFacts, version: Version | undefined): boolean {
  if (version === undefined || state.versionAt === undefined) return false;
  return parseVersion(state.versionAt).content === version.content;
}

/** Its live inputs stand at another as_of, so there is nothing to ask. */
function notChecked(
  query: ExpectationNode,
  task: QueryTask,
  {
    facts,
    asOf,
    context,
  }: {
    readonly facts: InputFacts;
    readonly asOf: string | undefined;
    readonly context: RunContext;
  },
): TaskOutcome {
  const refused = refusedForInputs(query, asOf, facts.strayInputs);
  // what has gone on since cannot be asked about any more, which is no fault of anybody
  const isPast = facts.strayInputs.every(
    (input) => input.asOf !== undefined && input.asOf > (asOf ?? ''),
  );
  if (context.plan.command !== 'test' && !isPast) return prematureResult(task, context, refused);
  return prematureResult(task, context, { status: 'superseded', message: refused.message });
}

async function record(
  session: Session,
  { result, expectations, version }: TaskOutcome,
  { journal: schema, runId, clock, plan }: RunContext,
): Promise<TaskOutcome> {
  const journal = { session, schema };
  const at = clock.now().toISOString();
  const recorded = await recordExpectations(journal, runId, expectations, {
    checkedAt: at,
    isDated: false,
  });
  const outcome = { result, expectations: recorded, version };
  if (plan.command === 'test') return outcome;
  const applied = version === undefined ? undefined : formatVersion(version);
  await recordNode(journal, runId, result, { version: applied, finishedAt: at });
  return outcome;
}
